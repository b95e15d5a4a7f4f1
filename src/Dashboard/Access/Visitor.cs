using DurableTeams.Storage.Rules;

namespace DurableTeams.Dashboard.Access;

/// <summary>Who looks at a page.</summary>
/// <param name="Admitted">Whether the visitor may see pages.</param>
/// <param name="Person">The person whom the platform, or the program's login, signed in.</param>
/// <param name="Name">The name that the visitor gave, where nobody signed in; decisions are recorded with it.</param>
/// <param name="Token">What forms of this visitor carry: no other site knows it.</param>
/// <param name="SignedIn">Whether the visitor signed in here with the host's key, and can sign out.</param>
public sealed record Visitor(bool Admitted, Person? Person, string? Name, string Token, bool SignedIn)
{
    /// <summary>The name of a form's field with the token.</summary>
    public const string TokenField = "_token";

    /// <summary>The name under which the visitor decides; null where none is known.</summary>
    public string? Shown => Person?.Name ?? Name;
}
