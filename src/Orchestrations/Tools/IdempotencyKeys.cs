using DurableTeams.Storage.Records;

namespace DurableTeams.Tools;

/// <summary>The keys that tell an endpoint that it sees a call again.</summary>
internal static class IdempotencyKeys
{
    /// <summary>
    /// An answer with the use of each of its calls' ids: 1 the first time, 2, 3 … where the model used the id before in this agent
    /// run, leaving out what the model itself wrote as an id. Made of the recorded conversation alone.
    /// </summary>
    public static MessageRecord Number(MessageRecord answer, IEnumerable<MessageRecord> earlier)
    {
        if (answer.Calls is not { Count: > 0 } calls) return answer;
        var given = new HashSet<string>(StringComparer.Ordinal);
        // Where an id was used often, its next use is looked for from the last on: a smaller one is never free again.
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var turn in earlier.Where(message => message.Turn >= 1 && message.Turn < answer.Turn && message.Slot == 0).OrderBy(message => message.Turn))
        {
            foreach (var call in turn.Calls ?? []) Use(IdOf(call));
        }

        return answer with { Calls = [.. calls.Select(call => call with { Use = Use(IdOf(call)) })] };

        int Use(string id)
        {
            var use = last.GetValueOrDefault(id, 1);
            while (!given.Add(Key(id, use))) use++;
            return last[id] = use;
        }
    }

    /// <summary>
    /// The key of a call: <c>{memberRunId}/{toolCallId}</c>, with <c>#2</c>, <c>#3</c> … where its id was used before. It is the
    /// same on every attempt and after every restart.
    /// </summary>
    public static string Of(CallReference place, StoredCall call) => $"{place.MemberRunId}/{Key(IdOf(call), call.Use)}";

    private static string IdOf(StoredCall call) => call.KeyId ?? call.CallId;

    private static string Key(string id, int use) => use <= 1 ? id : FormattableString.Invariant($"{id}#{use}");
}
