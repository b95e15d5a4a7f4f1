using System.Security.Cryptography;
using System.Text;
using DurableTeams.FunctionsHost.Settings;

namespace DurableTeams.FunctionsHost.Http;

/// <summary>Which requests a key is asked of, and whether theirs is right.</summary>
internal sealed class Keys(HostSettings settings)
{
    private const string Header = "x-functions-key";

    /// <summary>Whether a function with this authorisation level may be called.</summary>
    public bool Admit(HttpRequest request, string level) => level.ToUpperInvariant() switch
    {
        "ANONYMOUS" => true,
        "ADMIN" => settings.MasterKey is null || Is(request, settings.MasterKey),
        _ => settings.Key is null || Is(request, settings.Key) || (settings.MasterKey is { } master && Is(request, master)),
    };

    private static bool Is(HttpRequest request, string key)
    {
        var given = request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query["code"].ToString();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));
    }
}
