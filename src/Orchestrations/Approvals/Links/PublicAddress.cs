using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Approvals.Links;

/// <summary>
/// Where people reach this host: the setting <see cref="Setting"/>, else the name that Azure gave the app, else where the
/// host listens.
/// </summary>
public sealed class PublicAddress
{
    /// <summary>The setting.</summary>
    public const string Setting = "DURABLETEAMS_PUBLIC_URL";

    private readonly string? _set;
    private volatile string? _own;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">It is no such address.</exception>
    public PublicAddress(IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Get(Setting) is { Length: > 0 } url) _set = Read(url);
        // The tools that run Functions on a developer's machine set the name too, and speak http.
        else if (environment.Get("WEBSITE_HOSTNAME") is { Length: > 0 } host) _set = (IsThisMachine(host) ? "http://" : "https://") + host;
    }

    /// <summary>The address, without a slash at its end; null while it is not known.</summary>
    public string? Value => _set ?? _own;

    /// <summary>Whether it is not known yet, but will be.</summary>
    public bool Coming { get; private set; }

    /// <summary>The host will say where it listens.</summary>
    public void Await() => Coming = _set is null && _own is null;

    /// <summary>The host listens here.</summary>
    public void Listens(string url)
    {
        _own = url;
        Coming = false;
    }

    private static bool IsThisMachine(string host) =>
        host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || host.StartsWith("127.", StringComparison.Ordinal);

    private static string Read(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? uri.AbsoluteUri.TrimEnd('/')
            : throw new SettingException(Setting, "must be an http or https address without user, query or fragment, such as https://teams.example.com.");
}
