namespace DurableTeams.Embedded.Tests.Api.Fuzz;

/// <summary>What the host says it has.</summary>
internal static class FuzzEndpoints
{
    /// <summary>Method and path template of each operation.</summary>
    public static async Task<IReadOnlyList<(string Method, string Template)>> ReadAsync(ApiHost api)
    {
        var (status, description) = await api.GetAsync("openapi.json");
        Assert.Equal(200, status);
        string[] methods = ["get", "post", "delete", "put", "patch"];
        List<(string, string)> operations =
        [
            .. description.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
                .Where(operation => methods.Contains(operation.Name))
                    .Select(operation => (operation.Name.ToUpperInvariant(), Relative(path.Name)))),
        ];
        Assert.True(operations.Count >= 20, "The description lists few operations.");
        return operations;
    }

    private static string Relative(string path) =>
        path.StartsWith("/api/", StringComparison.Ordinal) ? path[5..] : path.TrimStart('/');
}

/// <summary>What is there.</summary>
internal sealed record FuzzIds(IReadOnlyList<string> Runs, IReadOnlyList<string> Requirements, string Session);
