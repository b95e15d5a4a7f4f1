using DurableTeams.Live;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>
/// Tells the words of an agent's artifacts as those of its member, while they come. They begin anew with each look, and where
/// an artifact is replaced.
/// </summary>
internal sealed class A2AWords(LiveRuns live, A2AExchange exchange) : IDisposable
{
    private readonly Dictionary<string, string> _artifacts = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private LiveCall? _speaks;
    private string _told = "";

    /// <summary>How often the words have begun, with those of earlier looks.</summary>
    public int Begun { get; private set; } = exchange.State.Begun;

    /// <summary>Takes an event of the task.</summary>
    public void Hear(A2AEvent happened)
    {
        foreach (var artifact in happened.Task?.Artifacts ?? []) Put(artifact, append: false);
        if (happened.ArtifactUpdate is { Artifact: { } more, Append: var append }) Put(more, append);
        var text = string.Join("\n\n", _order.Select(id => _artifacts[id]).Where(words => words.Length > 0));
        if (text.Length > LiveCall.MaxLength) return;
        // A secret may come in pieces: where one may have begun, what follows is waited for.
        text = exchange.Secrets.Remove(text[..exchange.Secrets.Settled(text)]);
        if (text == _told) return;
        if (!text.StartsWith(_told, StringComparison.Ordinal)) Begin();
        (_speaks ?? Begin()).Say(text[_told.Length..]);
        _told = text;
    }

    /// <inheritdoc/>
    public void Dispose() => _speaks?.Dispose();

    private LiveCall Begin()
    {
        var agent = exchange.Work.Agent;
        _speaks?.Dispose();
        _told = "";
        // Words that begin anew are a later try, as those of a model are.
        Begun++;
        return _speaks = live.Begin(new LiveCallPlace(
            agent.RunId, agent.MemberRunId, agent.MemberId, Turn: 1, exchange.Input.Number - 1 + Begun));
    }

    private void Put(A2AArtifact artifact, bool append)
    {
        var (id, text) = (artifact.ArtifactId ?? "", A2AText.Of(artifact.Parts));
        if (!_artifacts.ContainsKey(id)) _order.Add(id);
        _artifacts[id] = append ? _artifacts.GetValueOrDefault(id) + text : text;
    }
}
