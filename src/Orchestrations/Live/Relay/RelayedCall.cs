using System.Globalization;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Relay;

namespace DurableTeams.Live.Relay;

/// <summary>The call in a row.</summary>
/// <param name="Id">Names the call among those of its process.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="MemberId">The member.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Attempt">Which try of it.</param>
/// <param name="Over">Whether nothing more will come.</param>
internal sealed record RelayedCall(string Id, string MemberRunId, string? MemberId, int Turn, int Attempt, bool Over)
{
    /// <summary>The call of a row.</summary>
    public static RelayedCall Of(LiveRow row) => row.Call.Deserialize<RelayedCall>(ContractJson.Compact)!;

    /// <summary>The texts of a row.</summary>
    public static IReadOnlyList<RelayedText> TextsOf(LiveRow row) =>
        row.Texts.Deserialize<IReadOnlyList<RelayedText>>(ContractJson.Compact)!;

    /// <summary>The key of a row; what is written later sorts later.</summary>
    public static string Key(DateTimeOffset at, string writer, string id, int number) => string.Create(
        CultureInfo.InvariantCulture, $"{KeyFrom(at)}x{writer}x{id}x{number:D6}");

    /// <summary>The first key of a time.</summary>
    public static string KeyFrom(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"d{Math.Max(0, at.ToUnixTimeMilliseconds()):D14}");
}

/// <summary>A piece of text in a row.</summary>
/// <param name="Type">The type of its deltas.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Text">The text.</param>
/// <param name="Index">The place of the call whose arguments it is.</param>
/// <param name="CallId">That call's id.</param>
/// <param name="Name">That call's tool.</param>
internal sealed record RelayedText(string Type, int Offset, string Text, int? Index, string? CallId, string? Name);
