using System.Reflection;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Answers;

/// <summary>
/// A page of a list, read and sent in parts. The next part is read once the caller took the one before, so a caller costs the
/// memory of one part, however long the page is and however slowly the caller reads. A page ends early at a mebibyte; its
/// cursor says where to go on.
/// </summary>
/// <param name="limit">The most items of the page.</param>
/// <param name="part">Items that are read at a time.</param>
/// <param name="read">Reads items after a cursor: so many, this cursor.</param>
/// <param name="search">Whether a part that has fewer items than were asked for ends the page: what it costs is bounded.</param>
internal sealed class ListAnswer<T>(
    int limit, int part, Func<int, string?, CancellationToken, Task<StorePage<T>>> read, bool search = false)
    : IResult, IEndpointMetadataProvider
{
    private const int MaxBytes = 1024 * 1024;

    private StorePage<T>? _first;

    /// <summary>Reads the first part: a failure there becomes a problem, not half an answer.</summary>
    public async Task<ListAnswer<T>> BeginAsync(string? cursor, CancellationToken cancellationToken)
    {
        _first = await read(Math.Min(part, limit), cursor, cancellationToken);
        return this;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Page<T>), [JsonAnswer.MediaType]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        try
        {
            await SendAsync(response.Body, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller disconnected.
        }
        catch (StoreUnavailableException)
        {
            // An answer that has begun cannot become a problem any more; cut off, it does not look like a whole one.
            httpContext.Abort();
        }
    }

    private async Task SendAsync(Stream body, CancellationToken cancellationToken)
    {
        await body.WriteAsync("{\"items\":["u8.ToArray(), cancellationToken);
        var (page, sent, bytes) = (_first!, 0, 0L);
        _first = null;
        while (true)
        {
            foreach (var item in page.Items)
            {
                var json = JsonSerializer.SerializeToUtf8Bytes(item, ContractJson.Answers);
                if (sent++ > 0) await body.WriteAsync(","u8.ToArray(), cancellationToken);
                await body.WriteAsync(json, cancellationToken);
                bytes += json.Length;
            }

            await body.FlushAsync(cancellationToken);
            if (page.Cursor is null || sent >= limit || bytes >= MaxBytes || (search && page.Items.Count < part)) break;
            page = await read(Math.Min(part, limit - sent), page.Cursor, cancellationToken);
        }

        byte[] end = [.. "],\"cursor\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(page.Cursor, ContractJson.Answers), (byte)'}'];
        await body.WriteAsync(end, cancellationToken);
    }
}
