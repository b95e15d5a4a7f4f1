using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.Testing.Servers;

namespace DurableTeams.Dashboard.Tests.Stories;

/// <summary>
/// A team that asks for everything there is: a payment to confirm, fields to fill in, a call that a person makes.
/// </summary>
internal static class Desk
{
    public const string Id = "desk";

    /// <summary>The team's file, and what its models and tools answer.</summary>
    public static void Write(Stage stage)
    {
        stage.Folder.Write("desk.yaml", $$"""
            id: desk
            name: The desk
            description: Pays, asks and posts
            mode: coordinate
            model: leader
            models:
              leader: { provider: openai, model: leader, endpoint: "{{stage.Chat.Endpoint}}", apiKey: "${E2E_API_KEY}" }
              clerk: { provider: openai, model: clerk, endpoint: "{{stage.Chat.Endpoint}}", apiKey: "${E2E_API_KEY}" }
            members:
              - { id: clerk, role: Clerk, instructions: Work, model: clerk, tools: [pay, ask_account, post_letter] }
            tools:
              pay:
                description: Pays somebody
                parameters:
                  type: object
                  properties:
                    to: { type: string, description: Who gets it }
                    amount: { type: number }
                    urgent: { type: boolean }
                  required: [to, amount]
                http: { method: POST, url: "{{stage.Tools.Address}}/pay" }
                approval: confirmation
                approve: { allowEdit: true, expires: 24h }
              ask_account:
                description: The account of somebody
                parameters:
                  type: object
                  properties: { account: { type: string }, kind: { type: string, enum: [giro, savings] } }
                  required: [account, kind]
                http: { method: POST, url: "{{stage.Tools.Address}}/ask_account" }
                approval: userInput
                inputFields: [account, kind]
              post_letter:
                description: Posts a letter
                parameters: { type: object, properties: { text: { type: string } } }
                approval: externalExecution
            """);
        stage.Chat.Answers = Answer;
        stage.Tools.Answers = request => new ToolAnswer($"done {request.Tool}");
    }

    // The message of the user is the tool to call, and its text.
    private static ChatAnswer Answer(ChatRequest request) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) => ChatAnswer.Call(ChatCall.Delegate("d1", "clerk", request.Task)),
        ("leader", _) => ChatAnswer.Say("Finished: " + request.LastResult),
        (_, 1) => ChatAnswer.Call(Call(request.Task)),
        _ => ChatAnswer.Say("The clerk says " + request.LastResult),
    };

    private static ChatCall Call(string task) => task switch
    {
        _ when task.Contains("ask", StringComparison.Ordinal) =>
            ChatCall.Tool("c1", "ask_account", new { account = "", kind = "giro" }),
        _ when task.Contains("post", StringComparison.Ordinal) => ChatCall.Tool("c1", "post_letter", new { text = task }),
        _ => ChatCall.Tool("c1", "pay", new { to = task, amount = 12.5, urgent = false }),
    };
}
