using DurableTeams.Storage.Records;

namespace DurableTeams.Testing.Storage;

/// <summary>Runs of the team <see cref="Team"/>.</summary>
public static class TestRun
{
    public const string Team = "newsroom";

    /// <summary>The hash of the team's definition.</summary>
    public static readonly string Definition = new string('a', 63) + "0";

    /// <summary>A run, in a session of its own unless the test names one.</summary>
    public static RunRecord Of(
        string id, int second = 0, string team = Team, string? session = null, RunStatus status = RunStatus.Pending) => new()
    {
        RunId = id,
        TeamId = team,
        SessionId = session ?? "session-of-" + id,
        Input = "What is new?",
        Status = status,
        DefinitionVersion = Definition,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        CreatedAt = TestTime.At(second),
        UpdatedAt = TestTime.At(second),
    };
}
