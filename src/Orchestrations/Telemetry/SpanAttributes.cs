namespace DurableTeams.Telemetry;

/// <summary>The names of attributes, OpenTelemetry's semantic conventions for generative AI (1.37) and our own.</summary>
internal static class SpanAttributes
{
    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string AgentId = "gen_ai.agent.id";
    public const string AgentName = "gen_ai.agent.name";
    public const string ConversationId = "gen_ai.conversation.id";
    public const string RequestModel = "gen_ai.request.model";
    public const string RequestTemperature = "gen_ai.request.temperature";
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";
    public const string ResponseId = "gen_ai.response.id";
    public const string ResponseModel = "gen_ai.response.model";
    public const string FinishReasons = "gen_ai.response.finish_reasons";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string ToolName = "gen_ai.tool.name";
    public const string ToolCallId = "gen_ai.tool.call.id";
    public const string ErrorType = "error.type";
    public const string RunId = "durableteams.run.id";
    public const string MemberRunId = "durableteams.member_run.id";
    public const string Spawn = "durableteams.spawn";
    public const string Attempt = "durableteams.attempt";
    public const string Status = "durableteams.status";
    public const string ToolAttempts = "durableteams.tool.attempts";
    public const string RequirementId = "durableteams.requirement.id";
    public const string Decision = "durableteams.decision";
    public const string Phase = "durableteams.phase";
    public const string Round = "durableteams.round";
    public const string Orphan = "durableteams.orphan";
}
