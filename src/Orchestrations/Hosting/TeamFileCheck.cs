using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Hosting.Starting;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>
/// Checks team files as a host does at its start, without starting one. What a program brings by code is not known then: its
/// names are said here.
/// </summary>
public sealed record TeamFileCheck
{
    /// <summary>Names of the functions that tools may be.</summary>
    public IReadOnlyCollection<string> Functions { get; init; } = [];

    /// <summary>Names of the agents in code that members may be.</summary>
    public IReadOnlyCollection<string> Agents { get; init; } = [];

    /// <summary>Names of the chat clients that models may be.</summary>
    public IReadOnlyCollection<string> ChatClients { get; init; } = [];

    /// <summary>Names of providers beside the product's own; the settings of their models are not checked.</summary>
    public IReadOnlyCollection<string> Providers { get; init; } = [];

    /// <summary>Whether every <c>${NAME}</c> counts as set, for machines without the variables.</summary>
    public bool IgnoreEnvironment { get; init; }

    /// <summary>The teams of a directory's files, or of one file among those beside it, by id.</summary>
    /// <param name="path">The directory or file.</param>
    /// <param name="warn">Told of what is not wrong and should still be mended; null for nobody.</param>
    /// <exception cref="DefinitionException">All errors of the files.</exception>
    public IReadOnlyList<TeamDefinition> Check(string path, Action<DefinitionError>? warn = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using var services = new ServiceCollection().AddDurableTeams(_ => { }).BuildServiceProvider();
        var own = services.GetRequiredService<TeamLoading>().Scope;
        var scope = own with
        {
            Functions = With(own.Functions, Functions),
            Environment = IgnoreEnvironment ? null : own.Environment,
            Agents = With(own.Agents, Agents),
            Clients = With(own.Clients, ChatClients),
            // The machine that checks a file need not be the one that sends mail.
            SendsMail = null,
            Providers = [.. own.Providers!, .. Providers.Select(name => new UncheckedProvider(name))],
        };
        return TeamFiles.Check(path, scope, warn);
    }

    private static HashSet<string> With(IReadOnlySet<string>? own, IReadOnlyCollection<string> more) =>
        own!.Union(more).ToHashSet(StringComparer.Ordinal);
}
