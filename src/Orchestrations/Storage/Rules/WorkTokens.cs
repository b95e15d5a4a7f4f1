using System.Security.Cryptography;
using System.Text;
using DurableTeams.Storage.Work;

namespace DurableTeams.Storage.Rules;

/// <summary>Compares tokens with those of work, by their hashes and in constant time.</summary>
internal static class WorkTokens
{
    /// <summary><see cref="WorkOutcome.Done"/> for the present token, else why the token does not count.</summary>
    public static WorkOutcome Check(WorkRecord work, string tokenHash)
    {
        var lost = false;
        foreach (var hash in work.Lost) lost |= Same(hash, tokenHash);
        return work.TokenHash is { } present && Same(present, tokenHash) ? WorkOutcome.Done
            : lost ? WorkOutcome.Superseded
            : WorkOutcome.InvalidToken;
    }

    private static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}
