using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Approvals.Links;

/// <summary>
/// The address at which people reach this host: the setting <see cref="Setting"/>, else the name that Azure gave the app, else
/// the address at which the host listens.
/// </summary>
public sealed class PublicAddress
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "DURABLETEAMS_PUBLIC_URL";

    private readonly string? _set;
    private volatile string? _own;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">The setting is not such an address.</exception>
    public PublicAddress(IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Get(Setting) is { Length: > 0 } url) _set = Read(url);
        // The Functions tools on a developer's machine set this name too, and serve http.
        else if (environment.Get("WEBSITE_HOSTNAME") is { Length: > 0 } host)
            _set = (IsThisMachine(host) ? "http://" : "https://") + host;
    }

    /// <summary>The address, without a slash at its end; null while the address is not known.</summary>
    public string? Value => _set ?? _own;

    /// <summary>Whether the address is not known yet, but will be.</summary>
    public bool IsExpected { get; private set; }

    /// <summary>Announces that the host will call <see cref="SetListening"/>.</summary>
    public void ExpectListening() => IsExpected = _set is null && _own is null;

    /// <summary>Sets the address at which the host listens.</summary>
    public void SetListening(string url)
    {
        _own = url;
        IsExpected = false;
    }

    private static bool IsThisMachine(string host) =>
        host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || host.StartsWith("127.", StringComparison.Ordinal);

    private static string Read(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? uri.AbsoluteUri.TrimEnd('/')
            : throw new SettingException(
                Setting, "must be an http or https address without user, query or fragment, such as https://teams.example.com.");
}
