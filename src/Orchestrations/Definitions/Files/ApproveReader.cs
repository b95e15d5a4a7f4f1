namespace DurableTeams.Definitions.Files;

/// <summary>Reads how a tool is gated.</summary>
internal static class ApproveReader
{
    public static readonly string[] ApprovalKeys = ["kind", "when"];

    public static readonly string[] Keys =
    [
        "expires", "onExpiry", "quorum", "allowEdit", "escalateAfter", "escalateTo", "notify"
    ];

    public static readonly string[] Formats = [.. Vocabulary<NotifyFormat>.Words.Keys];

    /// <summary><c>approval</c>, a word or a mapping with a condition.</summary>
    public static ApprovalKind? Kind(MapReader tool, out string? when)
    {
        when = null;
        if (!tool.IsMap("approval")) return tool.Word("approval", Vocabulary<ApprovalKind>.Words);
        var approval = tool.Map("approval", ApprovalKeys)!;
        when = approval.Text("when");
        return approval.Word("kind", Vocabulary<ApprovalKind>.Words) ?? ApprovalKind.Confirmation;
    }

    /// <summary><c>approve</c>.</summary>
    public static ApproveDefinition Read(MapReader tool) =>
        tool.Map("approve", Keys) is not { } approve ? new ApproveDefinition() : new ApproveDefinition
        {
            AllowEdit = approve.Flag("allowEdit") ?? false,
            Expires = approve.Time("expires"),
            OnExpiry = approve.Word("onExpiry", Vocabulary<OnExpiry>.Words),
            Quorum = approve.Whole("quorum"),
            EscalateAfter = approve.Time("escalateAfter"),
            Notify = Target(approve, "notify"),
            EscalateTo = Target(approve, "escalateTo"),
        };

    /// <summary>A text is the address of a webhook; a mapping names the format.</summary>
    private static NotifyTarget? Target(MapReader approve, string key)
    {
        if (!approve.IsMap(key)) return approve.Text(key);
        var target = approve.Map(key, Formats)!;
        List<NotifyTarget> read = [];
        foreach (var (word, format) in Vocabulary<NotifyFormat>.Words)
        {
            if (!target.Has(word)) continue;
            var address = format == NotifyFormat.Mail && target.IsList(word)
                ? target.TextList(word) is { } people ? string.Join(", ", people) : null
                : target.Text(word);
            // What could not be read is reported already.
            read.Add(new NotifyTarget(format, address ?? ""));
        }

        return read switch
        {
            [] when target.Entries.Any(entry => !Formats.Contains(entry.Key, StringComparer.Ordinal)) => null,
            [var one] => one.Address.Length > 0 || !approve.Findings.IsBroken(target.At(one.ToString())) ? one : null,
            _ => approve.Wrong<NotifyTarget>(
                key, $"names one of {string.Join(", ", Formats)}, such as {{slack: \"https://…\"}}; a text is a webhook"),
        };
    }
}
