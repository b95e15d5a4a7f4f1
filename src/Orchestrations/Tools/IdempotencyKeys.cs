using DurableTeams.Storage;

namespace DurableTeams.Tools;

/// <summary>The keys that tell an endpoint that it sees a call again.</summary>
internal static class IdempotencyKeys
{
    /// <summary>
    /// The key of a call: <c>{memberRunId}/{toolCallId}</c>; where the model used the id before in this agent run, <c>#2</c>,
    /// <c>#3</c> … follow, leaving out what the model itself wrote as an id. Made of the recorded conversation alone, so it
    /// is the same on every attempt and after every restart.
    /// </summary>
    public static string Of(IEnumerable<MessageRecord> messages, CallReference place)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        var turns = messages.Where(message => message.Turn >= 1 && message.Turn <= place.Turn && message.Slot == 0).OrderBy(message => message.Turn);
        foreach (var turn in turns)
        {
            for (var index = 0; index < (turn.Calls?.Count ?? 0); index++)
            {
                var id = turn.Calls![index].KeyId ?? turn.Calls[index].CallId;
                var key = id;
                for (var use = 2; !given.Add(key); use++) key = FormattableString.Invariant($"{id}#{use}");
                if (turn.Turn == place.Turn && index == place.Index) return $"{place.MemberRunId}/{key}";
            }
        }

        throw new InvalidOperationException($"Agent run '{place.MemberRunId}' has no call {place.Index} in turn {place.Turn}.");
    }
}
