using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using DurableTeams.Testing.Servers;
using DurableTeams.Testing.Waiting;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Telemetry;

/// <summary>Takes what is posted, as a collector and as Application Insights, and keeps the bytes.</summary>
public sealed class TelemetrySink : LoopbackServer
{
    private readonly Lock _gate = new();
    private readonly List<byte> _bytes = [];

    /// <summary>The address, with a slash at its end.</summary>
    public string Root => Address + "/";

    public static async Task<TelemetrySink> OpenAsync()
    {
        var sink = new TelemetrySink();
        await sink.StartAsync();
        return sink;
    }

    /// <summary>How often these bytes came.</summary>
    public int Count(ReadOnlySpan<byte> what)
    {
        lock (_gate)
        {
            var rest = CollectionsMarshal.AsSpan(_bytes);
            var count = 0;
            for (var i = 0; i + what.Length <= rest.Length; i++)
            {
                if (rest[i..].StartsWith(what)) count++;
            }

            return count;
        }
    }

    /// <summary>Waits until these bytes came.</summary>
    public Task UntilAsync(byte[] what) =>
        Wait.UntilAsync($"'{Encoding.UTF8.GetString(what)}' is exported", () => Count(what) > 0);

    protected override async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var zipped = context.Request.Headers.ContentEncoding == "gzip";
        await using var input = zipped ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        await input.CopyToAsync(body, context.RequestAborted);
        lock (_gate) _bytes.AddRange(body.ToArray());
        context.Response.ContentType = "application/json";
        if (context.Request.Path.Value!.EndsWith("track", StringComparison.Ordinal))
            await context.Response.WriteAsync(Taken(body));
    }

    // As Application Insights answers: an item is a line.
    private static string Taken(MemoryStream body)
    {
        var text = Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
        var items = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        return $$"""{"itemsReceived":{{items}},"itemsAccepted":{{items}},"errors":[]}""";
    }
}
