using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using DurableTeams.Definitions.Tools;
using DurableTeams.Tools.Agents;
using DurableTeams.Tools.External;
using DurableTeams.Tools.Functions;
using DurableTeams.Tools.Http;
using DurableTeams.Tools.Mcp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Tools;

/// <summary>The tool kinds there are: a new one has its line here.</summary>
internal static class ToolKinds
{
    /// <summary>
    /// All of them. Where a name can stand for tools of two kinds, the first counts: a registered function rather than a tool
    /// that is run elsewhere.
    /// </summary>
    public static IReadOnlyList<ToolKind> All { get; } =
    [
        ToolKind.Of<HttpTool>(),
        ToolKind.Of<McpTool>(),
        ToolKind.Of<FunctionTool>(),
        ToolKind.Of<ExternalTool>(),
        ToolKind.Of<QuestionTool>(),
        ToolKind.Of<AgentCallTool>(),
    ];

    // Team files are read by static code that has no services, and must know the kinds however it is called first.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The one list of kinds must be known before any team file is read.")]
    internal static void Register() => KnownToolKinds.Register(
        () => [.. All.Select(kind => kind.Rules).OfType<ToolKindRules>()]);
}

/// <summary>A tool kind in the list.</summary>
/// <param name="Rules">What team files say of the kind; null where they say nothing.</param>
/// <param name="AddTo">Adds the kind to the services of a host.</param>
internal sealed record ToolKind(ToolKindRules? Rules, Action<IServiceCollection> AddTo)
{
    /// <summary>The kind that a class is.</summary>
    public static ToolKind Of<TKind>()
        where TKind : class, IToolKind => new(ToolKindRules.Of<TKind>(), services =>
        {
            TKind.AddServices(services);
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolKind, TKind>());
        });
}
