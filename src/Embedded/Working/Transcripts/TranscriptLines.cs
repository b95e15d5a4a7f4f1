using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>
/// What the lines of one transcript say. Ids are made of what the lines hold, and not of where they stand: read again, after a
/// restart, the same line is the same event.
/// </summary>
internal sealed class TranscriptLines
{
    /// <summary>Characters of arguments, results and words that are reported; of longer ones the beginning.</summary>
    public const int MostWords = 16 * 1024;

    // Calls whose result has not come; more are reported without it.
    private const int MostOpen = 1_000;
    private const int LongestId = 200;
    private readonly List<WorkEvent> _ready = [];
    private readonly Dictionary<string, WorkEvent> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _same = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ITranscriptFormat> _formats = [new ClaudeLines(), new CodexLines(), new PlainLines()];
    private WorkEvent? _model;
    private string _line = "";

    /// <summary>When the line before this one was written, as far as lines say.</summary>
    public DateTimeOffset? Before { get; private set; }

    /// <summary>When this line was written.</summary>
    public DateTimeOffset? Now { get; private set; }

    /// <summary>What the agent said last.</summary>
    public string? Answer { get; private set; }

    /// <summary>Takes a line; one that is in no known form is passed over.</summary>
    public void Read(string line)
    {
        if (!line.AsSpan().TrimStart().StartsWith("{")) return;
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            (_line, Before, Now) = (line, Now ?? Before, root.TimeOf("timestamp", "time") ?? DateTimeOffset.UtcNow);
            _formats.FirstOrDefault(format => format.Takes(root))?.Read(root, this);
        }
        catch (JsonException)
        {
            // Words that begin like JSON.
        }
    }

    /// <summary>The events that are whole.</summary>
    /// <param name="last">Whether nothing comes after, so that all are.</param>
    public IReadOnlyList<WorkEvent> Take(bool last)
    {
        if (last)
        {
            EndModel();
            _ready.AddRange(_open.Values);
            _open.Clear();
        }

        WorkEvent[] taken = [.. _ready];
        _ready.Clear();
        return taken;
    }

    /// <summary>A part of a model's answer. Parts with one id are one answer: its usage is that of the last part.</summary>
    public void Model(string? id, string? model, WorkUsage? usage, string? words, string? parent = null)
    {
        id = IdOf(id);
        if (_model?.Id != id) EndModel();
        var before = _model?.Result as string;
        _model = (_model ?? new WorkEvent
        {
            Id = id,
            Type = WorkEventType.ModelCall,
            StartedAt = Before ?? Now,
            ParentId = parent,
        }) with
        {
            Name = model ?? _model?.Name,
            EndedAt = Now,
            Usage = usage is null ? _model?.Usage
                : new WorkUsage(Math.Max(usage.InputTokens, _model?.Usage?.InputTokens ?? 0), Math.Max(
                    usage.OutputTokens, _model?.Usage?.OutputTokens ?? 0)),
            Result = Cut(before is null || words is null ? words ?? before : before + "\n" + words),
        };
        if (words is not null && parent is null) Answer = words;
    }

    /// <summary>The model's answer is whole.</summary>
    public void EndModel()
    {
        if (_model is not null) _ready.Add(_model);
        _model = null;
    }

    /// <summary>Adds tokens to the model's answer that is not yet reported.</summary>
    public void AddUsage(WorkUsage more)
    {
        if (_model is not null)
            _model = _model with
            {
                Usage = new WorkUsage(
                    (_model.Usage?.InputTokens ?? 0) + more.InputTokens, (_model.Usage?.OutputTokens ?? 0) + more.OutputTokens),
            };
    }

    /// <summary>A tool is called; its result comes with <see cref="Result"/>.</summary>
    public void Call(string? id, string? name, JsonElement? arguments, string? parent = null)
    {
        id = IdOf(id);
        if (_open.Count >= MostOpen) return;
        _open[id] = new WorkEvent
        {
            Id = id,
            Type = WorkEventType.ToolCall,
            Name = name,
            StartedAt = Now,
            Arguments = Cut(arguments),
            ParentId = parent,
        };
    }

    /// <summary>Whether a call waits for its result.</summary>
    public bool IsOpen(string id) => _open.ContainsKey(id);

    /// <summary>The result of a call; of a call that was not seen, the call too.</summary>
    public void Result(string? id, string? result, bool isError, string? name = null)
    {
        EndModel();
        id = IdOf(id);
        if (!_open.Remove(id, out var call))
            call = new WorkEvent { Id = id, Type = WorkEventType.ToolCall, Name = name, StartedAt = Before ?? Now };
        var words = Cut(result);
        _ready.Add(call with { EndedAt = Now, Result = isError ? null : words, Error = isError ? words ?? "failed" : null });
    }

    /// <summary>What the agent answers in the end.</summary>
    public void Say(string words) => Answer = words;

    /// <summary>An id for what has none: of the line, and of how many such lines came before.</summary>
    private string IdOf(string? given)
    {
        if (given is { Length: > 0 and <= LongestId }) return given;
        var hash = "line-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(given ?? _line)))[..24];
        if (given is not null) return hash;
        var count = _same[hash] = _same.GetValueOrDefault(hash) + 1;
        return count == 1 ? hash : string.Create(CultureInfo.InvariantCulture, $"{hash}-{count}");
    }

    private static string? Cut(string? words) => words is { Length: > MostWords } ? words[..MostWords] + " …" : words;

    private static object? Cut(JsonElement? value) =>
        value is { } json && json.GetRawText() is { Length: > MostWords } text ? Cut(text) : value;
}
