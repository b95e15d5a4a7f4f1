namespace DurableTeams.Testing.Models;

/// <summary>What the members of a triad, or of a debate, answer, as JSON.</summary>
public static class TriadReply
{
    /// <summary>A split as the orchestrator answers it.</summary>
    public static string Split(string left = "left part", string right = "right part") =>
        $$"""{"subtasks":[{"memberId":"left","task":"{{left}}"},{"memberId":"right","task":"{{right}}"}]}""";

    public static string Vote(string member) => $$"""{"vote":"{{member}}","reason":"best"}""";

    public static string Verdict(string winner) => $$"""{"winner":"{{winner}}","reason":"r"}""";

    public static string Summary(string phase, string decision) =>
        $$"""{"phase":"{{phase}}","decisions":["{{decision}}"],"openQuestions":[],"artifacts":{},"producedBy":"x"}""";
}
