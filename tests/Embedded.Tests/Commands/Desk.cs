namespace DurableTeams.Embedded.Tests.Commands;

/// <summary>A team with a gated tool and a question, whose models are scripted.</summary>
internal static class Desk
{
    private const string Team = """
        id: desk
        mode: coordinate
        model: scripted
        models: { scripted: { provider: scripted, script: desk.script.yaml } }
        members:
          - { id: sender, role: Sends, model: scripted, tools: [send] }
          - { id: asker, role: Asks, model: scripted, tools: [ask] }
        tools:
          send:
            description: Sends
            parameters: { type: object, properties: { text: { type: string } } }
            http: { method: POST, url: "http://127.0.0.1:9/send" }
            approval: confirmation
          ask:
            description: Asks
            parameters: { type: object, properties: { count: { type: integer }, city: { type: string } } }
            http: { method: POST, url: "http://127.0.0.1:9/ask" }
            approval: userInput
        """;

    private const string Script = """
        turns:
          - agent: leader
            turn: 1
            contains: question
            calls: [{ tool: delegate_task_to_member, arguments: { member_id: asker, task: ask } }]
          - agent: leader
            turn: 1
            calls: [{ tool: delegate_task_to_member, arguments: { member_id: sender, task: send } }]
          - agent: leader
            text: All is done.
          - { agent: sender, turn: 1, calls: [{ tool: send, arguments: { text: hello } }] }
          - { agent: sender, text: Handled. }
          - { agent: asker, turn: 1, calls: [{ tool: ask, arguments: { count: 1, city: Rome } }] }
          - { agent: asker, text: Asked. }
        """;

    /// <summary>Writes the team's files below a directory, and returns theirs.</summary>
    public static string Write(string directory)
    {
        var teams = Directory.CreateDirectory(Path.Combine(directory, "teams")).FullName;
        File.WriteAllText(Path.Combine(teams, "desk.yaml"), Team);
        File.WriteAllText(Path.Combine(teams, "desk.script.yaml"), Script);
        return teams;
    }
}
