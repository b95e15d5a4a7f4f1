using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Tools;

namespace DurableTeams.Embedded.Tests.Api;

/// <summary>The team that tests of the API serve.</summary>
internal static class TestTeams
{
    public const string Id = "newsroom";
    public const string Member = "sender";
    public const string Tool = "send_message";

    public static PinnedTeam Newsroom { get; } = TeamHash.Pin(new TeamDefinition
    {
        Id = Id,
        Name = "Newsroom",
        Mode = TeamMode.Coordinate,
        Model = "leader",
        State = new JsonObject { ["audience"] = "engineers" },
        Models = new(
            StringComparer.Ordinal) { ["leader"] = new ModelDefinition { Provider = "scripted", ApiKey = "top-secret" } },
        Members = [new MemberDefinition { Id = Member, Model = "leader", Tools = [Tool] }],
        Tools = new(StringComparer.Ordinal)
        {
            [Tool] = new ToolDefinition
            {
                Description = "Sends a message",
                Parameters = JsonNode.Parse(
                    """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""")!.AsObject(),
                Http = new HttpToolDefinition { Url = "http://127.0.0.1:1/send" },
                Approval = ApprovalKind.Confirmation,
                Approve = new ApproveDefinition { AllowEdit = true },
            },
        },
    });
}
