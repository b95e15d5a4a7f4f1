using System.Globalization;
using System.Threading.RateLimiting;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Json;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http;

/// <summary>
/// The limit on starts, retries and forks in a minute, of all callers together; each process counts for itself.
/// </summary>
internal sealed class StartLimit : IDisposable
{
    /// <summary>The setting: a whole number, 1 or more. Without it there is no limit.</summary>
    public const string Setting = "DURABLETEAMS_STARTS_PER_MINUTE";

    private const int Most = 1_000_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly FixedWindowRateLimiter? _limiter;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">The setting is not such a number.</exception>
    public StartLimit(IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Get(Setting) is not { Length: > 0 } text) return;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var starts) || starts is < 1 or > Most)
        {
            throw new SettingException(
                Setting,
                FormattableString.Invariant($"must be a whole number, 1 to {Most}, such as 600; without it there is no limit."));
        }

        _limiter = new FixedWindowRateLimiter(
            new FixedWindowRateLimiterOptions { PermitLimit = starts, Window = Window, QueueLimit = 0 });
    }

    /// <summary>Gives a handler that of its endpoint.</summary>
    public static ValueTask<StartLimit?> BindAsync(HttpContext context) => new(HttpParts.Of(context).Starts);

    /// <summary>Counts one start.</summary>
    /// <exception cref="ApiException">429: the limit is reached.</exception>
    public void Count()
    {
        using var lease = _limiter?.AttemptAcquire();
        if (lease?.IsAcquired != false) return;
        throw new ApiException(
            429, "tooManyStarts", $"The limit of starts for this minute ({Setting}) is reached; try again later.")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter?.Dispose();
}
