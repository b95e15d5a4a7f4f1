using System.Reflection;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Storage;
using DurableTeams.Tools;
using NetArchTest.Rules;

namespace DurableTeams.Orchestrations.Tests.Architecture;

/// <summary>A tool kind is known by its folder and by the list of kinds; nobody else names a kind.</summary>
public sealed class ToolKindRoomTests
{
    private static readonly Assembly Core = typeof(IRunStore).Assembly;

    [Theory]
    [InlineData("Http", typeof(ToolKinds))]
    [InlineData("Mcp", typeof(ToolKinds))]
    [InlineData("External", typeof(ToolKinds))]
    // Hosting registers functions, too.
    [InlineData("Functions", typeof(ToolKinds))]
    public void Kind_IsNamedInItsFolderAndInTheList(string folder, params Type[] others)
    {
        var kind = $"DurableTeams.Tools.{folder}";
        Assert.Contains(Core.GetTypes(), type => type.Namespace == kind && type.IsAssignableTo(typeof(IToolKind)));

        Assert.Equal(
            others.Select(type => type.FullName).Order(),
            Users([.. Core.GetTypes().Where(type => type.Namespace == kind).Select(type => type.FullName!)])
                .Where(type => type.Namespace != kind && !IsHosting(type)).Select(type => type.FullName).Order());
    }

    private static bool IsHosting(Type type) =>
        type == typeof(DurableTeamsBuilder) || type.Namespace!.StartsWith("DurableTeams.Hosting", StringComparison.Ordinal);

    [Theory]
    [InlineData("Http", typeof(HttpToolDefinition))]
    [InlineData("Mcp", typeof(McpToolDefinition))]
    public void Settings_AreNamedByTheKindAndByWhatMakesDefinitions(string folder, Type settings)
    {
        var users = Users([settings.FullName!])
            .Where(type => type.Namespace != $"DurableTeams.Tools.{folder}" && type != settings);

        Assert.Equal([typeof(ToolBuilder), typeof(ToolDefinition)], users.OrderBy(type => type.Name));
    }

    [Fact]
    public void Kinds_AllAreInTheList() => Assert.Equal(
        Core.GetTypes().Count(type => type is { IsClass: true } && type.IsAssignableTo(typeof(IToolKind))), ToolKinds.All.Count);

    // A type that the compiler made belongs to the type around it.
    private static IEnumerable<Type> Users(string[] names) => Types.InAssembly(Core).That().HaveDependencyOnAny(names).GetTypes()
        .Select(Outermost).Distinct();

    private static Type Outermost(Type type) => type.DeclaringType is { } around ? Outermost(around) : type;
}
