using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace DurableTeams.Dashboard.Access;

/// <summary>The content of the session cookie.</summary>
/// <param name="Id">A random text; forms carry what is made of it.</param>
/// <param name="Until">When the session ends, in Unix seconds.</param>
/// <param name="IsSignedIn">Whether the visitor showed the host's key.</param>
/// <param name="Name">The name that the visitor gave.</param>
internal sealed record SessionCookie(string Id, long Until, bool IsSignedIn, string? Name)
{
    private const string Version = "1";

    /// <summary>What is signed; no part has a dot.</summary>
    public string Content => string.Create(
        CultureInfo.InvariantCulture,
        $"{Version}.{Id}.{Until}.{(IsSignedIn ? 1 : 0)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Name ?? ""))}");

    /// <summary>Reads signed content; null where it is none.</summary>
    public static SessionCookie? Read(string content)
    {
        if (content.Split('.') is not [Version, { Length: > 0 } id, var until, ("0" or "1") and var signedIn, var name])
            return null;
        if (!long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return null;
        if (!Base64Url.IsValid(name)) return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(name));
        return new SessionCookie(id, seconds, signedIn == "1", text.Length > 0 ? text : null);
    }
}
