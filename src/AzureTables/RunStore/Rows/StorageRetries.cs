using Azure.Core;
using Azure.Core.Pipeline;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>
/// Tries a request again for seconds, not minutes: a caller of the API should come back later, and orchestrations ask again by
/// themselves. This is Azure.Core's policy, whose retries have a number but no time budget.
/// </summary>
internal sealed class StorageRetries(RetryOptions options)
    : RetryPolicy(options.MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(options.Delay, options.MaxDelay))
{
    /// <summary>How long one try of a request may take: a query is answered, in part at least, within five seconds.</summary>
    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(6);

    /// <summary>Sets the number of tries.</summary>
    public static void Configure(RetryOptions options)
    {
        (options.MaxRetries, options.NetworkTimeout) = (4, TryTimeout);
        (options.Delay, options.MaxDelay) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
    }

    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsInTime(message) && base.ShouldRetry(message, exception);

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsInTime(message) && await base.ShouldRetryAsync(message, exception).ConfigureAwait(false);

    private static bool IsInTime(HttpMessage message) => DateTimeOffset.UtcNow - message.ProcessingContext.StartTime < Budget;
}
