namespace DurableTeams.Telemetry;

/// <summary>The names of attributes, OpenTelemetry's semantic conventions for generative AI and our own.</summary>
internal static class SpanAttributes
{
    public const string Operation = "gen_ai.operation.name";
    public const string AgentId = "gen_ai.agent.id";
    public const string AgentName = "gen_ai.agent.name";
    public const string Conversation = "gen_ai.conversation.id";
    public const string ResponseModel = "gen_ai.response.model";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string ToolName = "gen_ai.tool.name";
    public const string ToolCallId = "gen_ai.tool.call.id";
    public const string ErrorType = "error.type";
    public const string RunId = "durableteams.run.id";
    public const string MemberRunId = "durableteams.member_run.id";
    public const string Spawn = "durableteams.spawn";
    public const string RequirementId = "durableteams.requirement.id";
    public const string Decision = "durableteams.decision";
}
