namespace DurableTeams.Definitions.Files;

/// <summary>Reads how a tool is gated.</summary>
internal static class ApproveReader
{
    public static readonly string[] ApprovalKeys = ["kind", "when"];

    public static readonly string[] Keys =
    [
        "expires", "onExpiry", "quorum", "allowEdit", "escalateAfter", "escalateTo", "notify"
    ];

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
            Notify = approve.Text("notify"),
            EscalateTo = approve.Text("escalateTo"),
        };
}
