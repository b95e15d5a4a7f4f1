using DurableTeams.Storage.Records;

namespace DurableTeams.Tools;

/// <summary>The idempotency keys of calls.</summary>
internal static class IdempotencyKeys
{
    /// <summary>
    /// The answer, with the use of each call's id: 1 the first time, and 2, 3 … where the model used the id before in this
    /// member run. A use that would equal an id that the model wrote itself is left out. Made from the recorded conversation
    /// alone.
    /// </summary>
    public static MessageRecord Number(MessageRecord answer, IEnumerable<MessageRecord> earlier)
    {
        if (answer.Calls is not { Count: > 0 } calls) return answer;
        var given = new HashSet<string>(StringComparer.Ordinal);
        // The search for the next use begins at the last one: a smaller one is never free again.
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var turn in earlier.Where(message => message.Turn >= 1 && message.Turn < answer.Turn && message.Slot == 0)
            .OrderBy(message => message.Turn))
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
    /// The key of a call: <c>{memberRunId}/{toolCallId}</c>, with <c>#2</c>, <c>#3</c> … where the id was used before. The key
    /// is the same on every attempt and after every restart.
    /// </summary>
    public static string Of(CallReference place, StoredCall call) => $"{place.MemberRunId}/{Key(IdOf(call), call.Use)}";

    private static string IdOf(StoredCall call) => call.KeyId ?? call.CallId;

    private static string Key(string id, int use) => use <= 1 ? id : FormattableString.Invariant($"{id}#{use}");
}
