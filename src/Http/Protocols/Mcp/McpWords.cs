using System.Text;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Json;
using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>What is said in words: to a person who decides, and to a model that called.</summary>
internal static class McpWords
{
    private const int MostShown = 2_000;

    /// <summary>What a requirement asks.</summary>
    public static string Question(RequirementView view)
    {
        var arguments = JsonSerializer.Serialize(view.Tool.Arguments, ContractJson.Answers);
        if (arguments.Length > MostShown) arguments = arguments[..MostShown] + "…";
        var needed = view.Approvals.Needed > 1
            ? $" {view.Approvals.Needed} people must approve; {view.Approvals.Given.Count} have."
            : "";
        var until = view.ExpiresAt is { } end ? $" Open until {end.UtcDateTime:u}." : "";
        return $"{AskText.Of(view)}{needed}{until} Arguments: {arguments}";
    }

    /// <summary>How a run stands that has not ended, and what to do.</summary>
    public static string GoesOn(RunView run, string? address)
    {
        var again = $"Call {McpTools.GetRun} with runId {run.RunId} for its result.";
        var pending = run.Requirements.Where(asks => asks.Status == RequirementStatus.Pending).ToList();
        if (run.Status != RunStatus.Paused || pending.Count == 0) return $"The run goes on. {again}";
        var said = new StringBuilder(
            "The run waits for a person. Only a person may decide: tell the user what is asked, and where.");
        foreach (var asks in pending)
            said.Append('\n').Append("- ").Append(Question(asks)).Append(" Decide it at POST ").Append(Place(asks, address));
        return said.Append('\n').Append(again).ToString();
    }

    /// <summary>Where a requirement is decided.</summary>
    public static string Place(RequirementView view, string? address) =>
        $"{address}/api/approvals/{Uri.EscapeDataString(view.RequirementId)}/resolve";
}
