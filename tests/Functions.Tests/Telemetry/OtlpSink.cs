using System.Net;

namespace DurableTeams.Functions.Tests.Telemetry;

/// <summary>Takes what is posted and keeps the bytes.</summary>
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
                await context.Request.InputStream.CopyToAsync(body);
                context.Response.Close();
                Took(body.ToArray());
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
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
