using DurableTeams;
using DurableTeams.Storage.Records;

/// <summary>The same without HTTP: code that starts a run, decides, and follows it.</summary>
internal static class Release
{
    public static async Task AnnounceAsync(IDurableTeams teams)
    {
        var run = await teams.StartAsync(
            "newsroom", "Tell our readers that version 1.0 is out.", new() { IdempotencyKey = "release-1.0" });
        run = await teams.WaitAsync(run.RunId);      // until it ends or waits for a person
        if (run.Status == RunStatus.Paused) await teams.ApproveAsync(run.Requirements[0].RequirementId, by: "ann");
        await foreach (var e in teams.EventsAsync(run.RunId)) Console.WriteLine($"{e.Sequence} {e.Type} {e.MemberId}");
    }
}
