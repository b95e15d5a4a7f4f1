using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace DurableTeams.Deployment.Tests.Infra;

public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows =>
        [.. Directory.EnumerateFiles(Repository.PathOf(".github/workflows"), "*.yml").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_EachAction_IsPinnedToAVersion(string name)
    {
        var root = Load(".github/workflows/" + name);
        foreach (var use in Scalars(root, "uses").Where(use => !use.StartsWith("./", StringComparison.Ordinal)))
            Assert.Matches(@"^[\w-]+/[\w-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})$", use);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_Permissions_AreNamedAndSmall(string name)
    {
        var permissions = (YamlMappingNode)Load(".github/workflows/" + name)["permissions"];
        Assert.DoesNotContain(
            permissions, permission => permission.Value.ToString() == "write" && permission.Key.ToString() != "id-token");
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_EachJob_HasStepsThatDoOneThing(string name)
    {
        foreach (var (id, job) in (YamlMappingNode)Load(".github/workflows/" + name)["jobs"])
        {
            var body = (YamlMappingNode)job;
            if (body.Children.ContainsKey("uses")) continue;
            Assert.True(body.Children.ContainsKey("timeout-minutes"), id.ToString());
            foreach (var step in (YamlSequenceNode)body["steps"])
                Assert.True(((YamlMappingNode)step).Children.ContainsKey("uses") != ((YamlMappingNode)step).Children.ContainsKey(
                    "run"), id.ToString());
        }
    }

    [Fact]
    public void AzureYaml_Service_IsTaggedInBicepAndPublishesWhereItDeploysFrom()
    {
        var services = (YamlMappingNode)Load("azure.yaml")["services"];
        var (name, service) = Assert.Single(services);
        Assert.Contains($"'azd-service-name': '{name}'", Repository.Read("infra/app/api.bicep"), StringComparison.Ordinal);
        Assert.Contains($"-o {service["dist"]}", Repository.Read("infra/hooks/publish.sh"), StringComparison.Ordinal);
        Assert.Contains($"-o {service["dist"]}", Repository.Read("infra/hooks/publish.ps1"), StringComparison.Ordinal);
    }

    [Fact]
    public void AzureYaml_EachHook_IsThere()
    {
        foreach (var script in Scalars(Load("azure.yaml"), "run")) Assert.True(File.Exists(Repository.PathOf(script)), script);
    }

    [Fact]
    public void Environment_OfTheParameters_IsSetByTheDeploymentOrHasADefault()
    {
        var set = EnvironmentName().Matches(Repository.Read(".github/workflows/deploy.yml"))
            .Select(match => match.Groups["name"].Value).ToHashSet();
        var documented = Repository.Read("docs/how-to/deploy-to-azure.md");
        foreach (Match use in ParameterUse().Matches(Repository.Read("infra/main.parameters.json")))
        {
            var name = use.Groups["name"].Value;
            Assert.True(set.Contains(name) || use.Groups["default"].Success
                || documented.Contains($"`{name}`", StringComparison.Ordinal), name);
        }
    }

    private static YamlMappingNode Load(string path)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Repository.Read(path));
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static IEnumerable<string> Scalars(YamlNode node, string key) => node switch
    {
        YamlMappingNode map => map.SelectMany(pair =>
            pair.Key.ToString() == key && pair.Value is YamlScalarNode value ? [value.Value!] : Scalars(pair.Value, key)),
        YamlSequenceNode list => list.SelectMany(item => Scalars(item, key)),
        _ => [],
    };

    [GeneratedRegex(@"^\s+(?<name>[A-Z_]+): ", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex EnvironmentName();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)(?<default>=)?", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterUse();
}
