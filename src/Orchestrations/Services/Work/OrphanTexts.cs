using DurableTeams.Storage.Work;

namespace DurableTeams.Services.Work;

/// <summary>Shortens events of unknown work: that they happened is worth keeping, and not what came of them.</summary>
internal static class OrphanTexts
{
    private const int MaxText = 500;

    public static WorkerEvent Shorten(WorkerEvent item) => item with
    {
        Arguments = item.Arguments?.GetRawText().Length > MaxText ? null : item.Arguments,
        Result = Cut(item.Result),
        Error = Cut(item.Error),
    };

    private static string? Cut(string? text) =>
        text is not { Length: > MaxText }
            ? text
            : text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)] + " …";
}
