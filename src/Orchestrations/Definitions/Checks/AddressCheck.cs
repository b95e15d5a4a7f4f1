using System.Net.Mail;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks an address that may hold <c>${NAME}</c>. The values of variables never enter a message.</summary>
internal static class AddressCheck
{
    private const int MostPeople = 20;
    private const int LongestMail = 254;

    /// <summary>The error of an address, or null.</summary>
    public static string? Problem(string url, IDefinitionEnvironment? environment)
    {
        if (Filled(url, environment) is not { } filled) return null;
        var http = Uri.TryCreate(filled, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;
        if (http) return null;
        return $"must be an absolute http or https address; it {Written(url, DefinitionView.MaskAddress(url))}";
    }

    /// <summary>The error of mail addresses, or null.</summary>
    public static string? MailProblem(string addresses, IDefinitionEnvironment? environment)
    {
        if (Filled(addresses, environment) is not { } filled) return null;
        var people = NotifyTarget.SplitMail(filled);
        if (people.Count is > 0 and <= MostPeople && people.All(IsMail)) return null;
        return FormattableString.Invariant(
            $"must be 1 to {MostPeople} addresses such as ann@example.com, separated by commas; it ")
            + Written(addresses, addresses);
    }

    private static bool IsMail(string address) => address.Length <= LongestMail
        && MailAddress.TryCreate(address, out var read) && read.Address == address && !address.Any(char.IsControl);

    // A variable that is not set has an error of its own. Without an environment the address is not known.
    private static string? Filled(string text, IDefinitionEnvironment? environment)
    {
        var names = EnvironmentReferences.Find(text);
        if (names.Count > 0 && (environment is null || names.Any(name => environment.Get(name) is null))) return null;
        return environment is null ? text : EnvironmentReferences.Expand(text, environment);
    }

    private static string Written(string text, string shown) => EnvironmentReferences.Find(text) is { Count: > 0 } names
        ? $"is not one once {string.Join(", ", names)} is filled in"
        : $"is '{shown}'";
}
