namespace DurableTeams.Telemetry;

/// <summary>Adds the <c>traceparent</c> to requests, see <see cref="OutgoingTrace"/>; an existing one stays.</summary>
internal sealed class TraceHeader : DelegatingHandler
{
    private const string Name = "traceparent";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Headers.Contains(Name) && await OutgoingTrace.HeaderAsync().ConfigureAwait(false) is { } value)
            request.Headers.TryAddWithoutValidation(Name, value);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
