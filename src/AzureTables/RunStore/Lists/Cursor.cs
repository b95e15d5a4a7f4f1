using System.Buffers.Text;
using System.Text;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.Storage;

namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>A page's end as clients see it: the list's letter and the last item's place.</summary>
internal static class Cursor
{
    /// <summary>Lists of runs, requirements, pending requirements by deadline, sessions.</summary>
    public const char Runs = 'r', Requirements = 'q', Deadlines = 'd', Sessions = 's';

    private const int MaxLength = 1_000;

    /// <summary>The cursor after this place.</summary>
    public static string Write(char list, string place) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(list + place));

    /// <summary>The place to go on after; null without a cursor.</summary>
    /// <exception cref="InvalidCursorException">It is not a cursor of this list.</exception>
    public static string? Read(char list, string? cursor)
    {
        if (cursor is null) return null;
        if (cursor.Length is 0 or > MaxLength || !Base64Url.IsValid(cursor)) throw new InvalidCursorException();
        var place = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
        if (place.Length < 22 || place[0] != list || place[20] != KeyText.Separator
            || !place.AsSpan(1, 19).ContainsAnyInRange('0', '9')
                || !place.Skip(1).All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '~' or KeyText.Separator))
                    throw new InvalidCursorException();
        return place[1..];
    }

    /// <summary>A page's length: 1 to 200.</summary>
    public static int Limit(int limit) => Math.Clamp(limit, 1, 200);

    /// <summary>A page of what was found with one more than the limit.</summary>
    public static StorePage<T> Page<T>(char list, IReadOnlyList<(string Place, T Item)> found, int limit) => new(
        [.. found.Take(limit).Select(row => row.Item)], found.Count > limit ? Write(list, found[limit - 1].Place) : null);
}
