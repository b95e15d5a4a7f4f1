using System.Text.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;

namespace DurableTeams.Telemetry.Export;

/// <summary>
/// The words in spans, where the setting asks for them (<c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c>): the input
/// and output of models and tools, and the tasks and answers of agents. They come from the stored conversation, so they hold no
/// secret.
/// </summary>
internal sealed class MessageContent(IRunStore store)
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

    private const string Input = "gen_ai.input.messages";
    private const string Output = "gen_ai.output.messages";

    /// <summary>Whether the setting asks for words.</summary>
    public static bool IsWanted(Func<string, string?> read) =>
        string.Equals(read(Setting)?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The attributes with words, by span.</summary>
    public async Task<Dictionary<string, Dictionary<string, object>>> OfAsync(
        RunRecord run, IReadOnlyCollection<SpanView> spans, CancellationToken cancellationToken)
    {
        var wanted = spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        var words = new Dictionary<string, Dictionary<string, object>>(StringComparer.Ordinal);
        var agents = await store.ListMemberRunsAsync(run.RunId, cancellationToken);
        foreach (var said in (await store.ListRunMessagesAsync(
            run.RunId, cancellationToken)).GroupBy(message => message.MemberRunId))
        {
            // One place may have a span for each time the run was retried; the spans say which there are.
            for (var attempt = 0; attempt <= run.Attempt; attempt++) Add(run, agents, [.. said], attempt, wanted, words);
        }

        return words;
    }

    private static void Add(
        RunRecord run, IReadOnlyList<MemberRunRecord> agents, MessageRecord[] said, int attempt, HashSet<string> wanted,
        Dictionary<string, Dictionary<string, object>> words)
    {
        var memberRun = said[0].MemberRunId;
        var leads = memberRun == RunIds.Leader(run.RunId);
        if (wanted.Contains(SpanIds.Agent(leads ? run.RunId : memberRun, attempt)))
        {
            var task = leads ? run.Input : said.LastOrDefault(message => message is { Turn: 0, Role: "user", Parts: null })?.Text;
            var answer = leads ? run.Output : agents.FirstOrDefault(agent => agent.MemberRunId == memberRun)?.Output;
            Put(SpanIds.Agent(
                leads ? run.RunId : memberRun, attempt), (Input, Text("user", task)), (Output, Text("assistant", answer)));
        }

        foreach (var message in said.Where(message => message is { Slot: 0, Turn: > 0 }))
        {
            var chat = SpanIds.Chat(memberRun, message.Turn, attempt);
            if (wanted.Contains(chat))
                Put(chat, (Input, ContentJson.Of(
                    said.Where(other => other.Turn < message.Turn), agents)), (Output, ContentJson.Of([message], agents)));
            foreach (var (call, index) in (message.Calls ?? []).Select((call, index) => (call, index)))
            {
                var tool = SpanIds.Tool(new CallReference(memberRun, message.Turn, index), attempt);
                if (!wanted.Contains(tool)) continue;
                var result = Array.Find(said, other => other.Turn == message.Turn && other.Slot == 1 + index);
                Put(
                    tool,
                    ("gen_ai.tool.call.arguments", ContentJson.Cut(
                        call.Arguments.ValueKind == JsonValueKind.Undefined ? null : call.Arguments.GetRawText())),
                    ("gen_ai.tool.call.result", result is null ? null : ContentJson.Cut(MessageView.TextOf(result, agents))));
            }
        }

        string? Text(string role, string? text) =>
            text is null ? null : ContentJson.Of(
                [new MessageRecord { MemberRunId = memberRun, Turn = 0, Slot = 0, Role = role, Text = text }], agents);

        void Put(string span, params ReadOnlySpan<(string Name, string? Value)> attributes)
        {
            var all = words[span] = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (var (name, value) in attributes)
            {
                if (value is not null) all[name] = value;
            }
        }
    }
}
