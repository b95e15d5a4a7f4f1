using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Tools;

namespace DurableTeams.Approvals.Links;

/// <summary>
/// Links that decide: whoever has a link may approve, reject, or decide in any way, one call with its present arguments until
/// the link ends. The same requirement gives the same links each time.
/// </summary>
public sealed class ApprovalLinks(LinkKeys keys, PublicAddress address, TimeProvider time)
{
    /// <summary>The word of a link whose holder chooses the decision.</summary>
    public const string Decide = "decide";

    private const string Version = "durableteams-link-1";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>The links of a pending requirement; null once it is decided, and where there is no key or no address.</summary>
    public LinksView? Of(RequirementRecord requirement)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        if (requirement.Status != RequirementStatus.Pending) return null;
        if (keys.Current is not { } key || address.Value is not { } site) return null;
        var (arguments, expires) = (ArgumentsHash(requirement), Expiry(requirement));
        var decide = Link(Decide);
        return new LinksView(
            requirement.Kind == RequirementKind.Confirmation ? Link(DecisionKinds.Approve) : decide,
            QuestionTool.IsBoundBy(requirement.Tool.Binding) ? decide : Link(DecisionKinds.Reject))
        {
            Decide = decide,
        };

        string Link(string decision)
        {
            var signature = Sign(key, requirement.RequirementId, decision, arguments, expires);
            var callback = $"{site}/api/approvals/{Uri.EscapeDataString(requirement.RequirementId)}/callback";
            return string.Create(
                CultureInfo.InvariantCulture, $"{callback}?decision={decision}&expires={expires}&sig={signature}");
        }
    }

    /// <summary>Checks a link: made by this host, for this requirement with its present arguments, and not ended.</summary>
    /// <exception cref="ApiException">403: the link fails the check.</exception>
    public void Verify(RequirementRecord requirement, string decision, long expires, string signature)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        ArgumentNullException.ThrowIfNull(signature);
        var dot = signature.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || keys.Find(signature[..dot]) is not { } key) throw Invalid();
        if (!Matches(ArgumentsHash(requirement)))
        {
            throw requirement.EditedArguments is not null && Matches(CanonicalJson.Hash(requirement.Tool.Arguments))
                ? ApiErrors.Forbidden(
                    "argumentsChanged", "The arguments were changed after this link was made; open the requirement again.")
                : Invalid();
        }

        if (expires <= time.GetUtcNow().ToUnixTimeSeconds()) throw ApiErrors.Forbidden("linkExpired", "This link has expired.");

        bool Matches(string arguments) => CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(key, requirement.RequirementId, decision, arguments, expires)),
            Encoding.UTF8.GetBytes(signature));
    }

    private static ApiException Invalid() =>
        ApiErrors.Forbidden("invalidSignature", "This link was not made by this host, or was changed.");

    // No part holds a line feed, so two different sets of parts never make the same text.
    private static string Sign(SigningKey key, string requirementId, string decision, string arguments, long expires)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{Version}\n{key.Id}\n{requirementId}\n{decision}\n{arguments}\n{expires}");
        return $"{key.Id}.{Base64Url.EncodeToString(key.Sign(text))}";
    }

    /// <summary>The hash of the arguments that would run, not of a recorded hash.</summary>
    private static string ArgumentsHash(RequirementRecord requirement) =>
        CanonicalJson.Hash(requirement.EditedArguments ?? requirement.Tool.Arguments);

    private static long Expiry(RequirementRecord requirement) =>
        (requirement.ExpiresAt ?? requirement.CreatedAt + Lifetime).AddSeconds(1).AddTicks(-1).ToUnixTimeSeconds();
}
