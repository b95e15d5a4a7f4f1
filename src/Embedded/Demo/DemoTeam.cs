namespace DurableTeams.Embedded.Demo;

/// <summary>The team of the demo: a leader, a researcher without a gate, a telegram agent whose tool is gated.</summary>
internal static class DemoTeam
{
    /// <summary>Writes the team's files into a directory and returns it.</summary>
    public static string Write(DirectoryInfo directory, string toolUrl)
    {
        var teams = directory.CreateSubdirectory("teams").FullName;
        File.WriteAllText(Path.Combine(teams, "newsroom.yaml"), Team.Replace("TOOL_URL", toolUrl, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(teams, "newsroom.script.yaml"), Script);
        return teams;
    }

    private const string Team = """
        id: newsroom
        name: Newsroom
        description: Finds, writes and sends the news
        mode: coordinate
        model: scripted
        instructions: You lead the newsroom.
        models:
          scripted: { provider: scripted, script: newsroom.script.yaml }
        members:
          - id: researcher
            role: Finds facts
            model: scripted
          - id: telegram-agent
            role: Sends messages
            model: scripted
            tools: [send_message]
        tools:
          send_message:
            description: Sends a message to all readers
            parameters: { type: object, properties: { text: { type: string } }, required: [text] }
            http: { method: POST, url: "TOOL_URL" }
            approval: confirmation
        """;

    private const string Script = """
        turns:
          - agent: leader
            turn: 1
            calls:
              - { tool: delegate_task_to_member, arguments: { member_id: researcher, task: What is new in version 1.0? } }
              - tool: delegate_task_to_member
                arguments: { member_id: telegram-agent, task: Tell our readers that version 1.0 is out. }
          - agent: leader
            turn: 2
            text: Our readers know that version 1.0 is out, and what is new in it.
          - agent: researcher
            text: "Version 1.0: team runs survive their process."
          - agent: telegram-agent
            turn: 1
            calls:
              - { tool: send_message, arguments: { text: Version 1.0 is out. } }
          - agent: telegram-agent
            turn: 2
            text: "Sent. The tool said: {last}"
        """;
}
