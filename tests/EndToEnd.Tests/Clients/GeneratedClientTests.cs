using DurableTeams.Azurite;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Clients;

/// <summary>
/// Clients that are generated from <c>openapi.json</c> compile, and a short script with each starts, approves and reads a run.
/// </summary>
public sealed class GeneratedClientTests(ITestOutputHelper output)
{
    [TypeScriptFact]
    public async Task TypeScript_Generated_CompilesStrictlyAndDoesTheMainJob()
    {
        await using var stage = await OpenAsync();
        // Within the installation, where its packages are found from.
        var folder = await PrepareAsync(
            stage, GeneratedClients.TypeScript, Path.Combine(GeneratedClients.TypeScript, Guid.NewGuid().ToString("N")));
        var node = AzuriteTools.Find(AzuriteTools.Node)!;
        await GeneratedClients.RunAsync(
            folder, node, "../node_modules/openapi-typescript/bin/cli.js", "openapi.json", "-o", "api.d.ts");
        await GeneratedClients.RunAsync(folder, node, "../node_modules/typescript/bin/tsc", "-p", "tsconfig.json");
        Assert.DoesNotContain(
            ": Record<string, never>", await File.ReadAllTextAsync(Path.Combine(folder, "api.d.ts")), StringComparison.Ordinal);

        var said = await GeneratedClients.RunAsync(folder, node, "script.js", stage.Host.Address + "api");

        Assert.Equal($"paused | completed | {Newsroom.Answer} | 7 | newsroom", said.Trim());
        Directory.Delete(folder, recursive: true);
    }

    [NSwagFact]
    public async Task CSharp_Generated_CompilesAndDoesTheMainJob()
    {
        await using var stage = await OpenAsync();
        var folder = await PrepareAsync(
            stage, GeneratedClients.CSharp, Directory.CreateTempSubdirectory("durableteams-csharp-").FullName);
        await GeneratedClients.RunAsync(
            folder, "dotnet", "nswag", "openapi2csclient", "/input:openapi.json", "/output:Client.cs", "/classname:TeamsClient",
            "/namespace:Generated",
            "/useBaseUrl:false", "/generateNullableReferenceTypes:true", "/generateOptionalPropertiesAsNullable:true");
        await GeneratedClients.RunAsync(folder, "dotnet", "build", "Script.csproj", "-v", "q", "-o", "out");

        var said = await GeneratedClients.RunAsync(
            folder, "dotnet", Path.Combine("out", "Script.dll"), stage.Host.Address + "api");

        Assert.Equal($"Paused | Completed | {Newsroom.Answer} | 7 | newsroom", said.Trim());
        Directory.Delete(folder, recursive: true);
    }

    private async Task<Stage> OpenAsync()
    {
        var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        return stage;
    }

    private static async Task<string> PrepareAsync(Stage stage, string tools, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(tools)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "openapi.json"), (await stage.Api.GetAsync("openapi.json")).Expect(200).Body);
        return folder;
    }
}
