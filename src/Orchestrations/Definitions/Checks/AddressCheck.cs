namespace DurableTeams.Definitions.Checks;

/// <summary>Checks an address that may hold <c>${NAME}</c>. The values of variables never enter a message.</summary>
internal static class AddressCheck
{
    /// <summary>The error of an address, or null.</summary>
    public static string? Problem(string url, IDefinitionEnvironment? environment)
    {
        var names = EnvironmentReferences.Find(url);
        // A variable that is not set has an error of its own. Without an environment the address is not known.
        if (names.Count > 0 && (environment is null || names.Any(name => environment.Get(name) is null))) return null;
        var filled = environment is null ? url : EnvironmentReferences.Expand(url, environment);
        var http = Uri.TryCreate(filled, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;
        if (http) return null;
        var written = names.Count == 0
            ? $"is '{DefinitionView.MaskAddress(url)}'"
            : $"is not one once {string.Join(", ", names)} is filled in";
        return $"must be an absolute http or https address; it {written}";
    }
}
