namespace DurableTeams.Compat.Tests.Declarations;

/// <summary>A public type, in the words of the listings in official-api/.</summary>
/// <param name="FullName">Namespace and name with type parameters, such as <c>Microsoft.DurableTask.Page&lt;T&gt;</c>.</param>
/// <param name="Kind">What stands before the name: <c>sealed class</c>, <c>record</c>, <c>delegate</c> ...</param>
/// <param name="Bases">What stands behind the colon: the base class and the interfaces.</param>
/// <param name="ImpliedBases">Interfaces that come with another base; a listing may name them or leave them out.</param>
/// <param name="Members">One line each; an enum's values and a delegate's signature are members too.</param>
public sealed record ApiType(
    string FullName,
    string Kind,
    IReadOnlySet<string> Bases,
    IReadOnlySet<string> ImpliedBases,
    IReadOnlySet<string> Members);
