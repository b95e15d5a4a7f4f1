using System.IO.Compression;
using System.Net;

namespace DurableTeams.Functions.Tests.Telemetry;

/// <summary>Takes what is posted, as a collector and as Application Insights, and keeps the bytes.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<byte> _bytes = [];
    private readonly Task _serving;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OtlpSink()
    {
        for (var left = 20; ; left--)
        {
            Address = $"http://127.0.0.1:{Random.Shared.Next(20_000, 60_000)}/";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Address);
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (left > 0)
            {
                // Taken by somebody else: another one.
            }
        }

        _serving = ServeAsync();
    }

    /// <summary>Where, with a slash at the end.</summary>
    public string Address { get; }

    /// <summary>How often these bytes came.</summary>
    public int Count(ReadOnlySpan<byte> what)
    {
        lock (_gate)
        {
            var rest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);
            var count = 0;
            for (var i = 0; i + what.Length <= rest.Length; i++)
            {
                if (rest[i..].StartsWith(what)) count++;
            }

            return count;
        }
    }

    /// <summary>Waits until these bytes came.</summary>
    public async Task UntilAsync(byte[] what)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (true)
        {
            Task more;
            lock (_gate) more = _more.Task;
            if (Count(what) > 0) return;
            await more.WaitAsync(deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                var zipped = context.Request.Headers["Content-Encoding"] == "gzip";
                await using var input = zipped ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress) : context.Request.InputStream;
                await input.CopyToAsync(body);
                context.Response.ContentType = "application/json";
                context.Response.Close(context.Request.RawUrl!.EndsWith("track", StringComparison.Ordinal) ? Taken(body) : [], willBlock: false);
                Took(body.ToArray());
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    // One line for each item.
    private static byte[] Taken(MemoryStream body)
    {
        var items = System.Text.Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        return System.Text.Encoding.UTF8.GetBytes($$"""{"itemsReceived":{{items}},"itemsAccepted":{{items}},"errors":[]}""");
    }

    private void Took(byte[] bytes)
    {
        lock (_gate)
        {
            _bytes.AddRange(bytes);
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
