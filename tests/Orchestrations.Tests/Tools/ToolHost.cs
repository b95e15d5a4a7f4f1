using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>A toolbox as a host has it, with a team of one member.</summary>
public sealed class ToolHost : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly TeamDefinition _team;

    public ToolHost(
        IReadOnlyDictionary<string, ToolDefinition>? tools = null,
        Settings? environment = null,
        params AIFunction[] functions)
        : this(tools, environment, null, functions)
    {
    }

    private ToolHost(
        IReadOnlyDictionary<string, ToolDefinition>? tools, Settings? environment, TimeProvider? time,
        params AIFunction[] functions)
    {
        var services = new ServiceCollection().AddSingleton<IDefinitionEnvironment>(environment ?? new Settings());
        services.AddScoped<ScopedThing>();
        if (time is not null) services.AddSingleton(time);
        services.AddTeamTools();
        foreach (var function in functions) services.AddSingleton(new RegisteredTool(function));
        _services = services.BuildServiceProvider(validateScopes: true);
        _team = new TeamDefinition
        {
            Id = "t",
            Name = "T",
            Mode = TeamMode.Coordinate,
            Members = [],
            Tools = new SortedDictionary<string, ToolDefinition>(tools?.ToDictionary() ?? [], StringComparer.Ordinal),
        };
        Toolbox = _services.GetRequiredService<IToolbox>();
    }

    public IToolbox Toolbox { get; }

    public static ToolHost Http(string url, string method = "POST", Func<ToolDefinition, ToolDefinition>? change = null,
        IReadOnlyDictionary<string, string>? headers = null, Settings? environment = null)
    {
        var http = new HttpToolDefinition { Url = url, Method = method };
        foreach (var (name, value) in headers ?? new Dictionary<string, string>()) http.Headers[name] = value;
        var tool = new ToolDefinition { Http = http };
        return new ToolHost(new Dictionary<string, ToolDefinition> { ["tool"] = change?.Invoke(tool) ?? tool }, environment);
    }

    public ToolDescription? Describe(string name) => Toolbox.Describe(_team, name);

    public static ToolHost Mcp(
        string url,
        Func<ToolDefinition, ToolDefinition>? change = null,
        Func<McpToolDefinition, McpToolDefinition>? server = null,
            IReadOnlyDictionary<string, ToolDefinition>? others = null, Settings? environment = null,
            TimeProvider? time = null)
    {
        var mcp = new McpToolDefinition { Url = url };
        var tool = new ToolDefinition { Mcp = server?.Invoke(mcp) ?? mcp };
        var tools = new Dictionary<string, ToolDefinition>(others ?? new Dictionary<string, ToolDefinition>())
        {
            ["docs"] = change?.Invoke(tool) ?? tool
        };
        return new ToolHost(tools, environment, time);
    }

    public ValueTask<IReadOnlyList<ToolDescription>> ListAsync(params string[] listed) => Toolbox.ListAsync(_team, listed);

    public ToolDescription? Find(string name, params string[] listed) => Toolbox.Find(_team, listed, name);

    public Task<ToolOutcome> CallAsync(string name, string arguments = "{}", string key = "m1/c1", params string[] listed) =>
        Toolbox.InvokeAsync(_team, new ToolInvocation(
            name, JsonElement.Parse(arguments), key, "r1", "m1", listed.Length == 0 ? ["docs"] : listed));

    /// <summary>Calls what the name stood for in an offer.</summary>
    public Task<ToolOutcome> CallAsync(ToolDescription tool, string arguments = "{}", params string[] listed) =>
        Toolbox.InvokeAsync(
            _team, new ToolInvocation(tool.Name, JsonElement.Parse(arguments), "m1/c1", "r1", "m1", listed, tool));

    /// <summary>What has become of a tool that somebody approved a call of.</summary>
    public ValueTask<ToolStanding> StandAsync(ToolDescription tool, params string[] listed) =>
        Toolbox.StandAsync(_team, listed, tool.Name, ToolBindings.Of(tool, RequirementKind.Confirmation));

    public ValueTask<ToolStanding> StandAsync(string name, params string[] listed) =>
        Toolbox.StandAsync(_team, listed, name, null);

    public Task<ToolOutcome> InvokeAsync(
        string arguments = "{}", string name = "tool", string key = "m1/c1", CancellationToken cancellationToken = default) =>
        Toolbox.InvokeAsync(_team, new ToolInvocation(name, JsonElement.Parse(arguments), key, "r1", "m1"), cancellationToken);

    public void Dispose() => _services.Dispose();
}

public sealed class ScopedThing;
