using Azure;
using DurableTeams.Storage;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>Recognises storage that cannot be used at the moment.</summary>
internal static class StorageErrors
{
    /// <summary>
    /// Does the work. A failure that the client's own retries could not mend becomes a <see cref="StoreUnavailableException"/>.
    /// </summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (IsUnavailable(e, cancellationToken))
        {
            throw new StoreUnavailableException(
                "The table storage cannot be used just now: " + (e.InnerException ?? e).Message, e);
        }
    }

    private static bool IsUnavailable(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        RequestFailedException e => e.Status is 0 or 401 or 403 or 404 or 408 or 409 or 412 or 429 or >= 500,
        AggregateException e => e.InnerExceptions.All(inner => IsUnavailable(inner, cancellationToken)),
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        HttpRequestException or IOException or TimeoutException => true,
        _ => false,
    };
}
