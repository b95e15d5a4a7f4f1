namespace DurableTeams.Telemetry;

/// <summary>Gives requests their <c>traceparent</c>, see <see cref="OutgoingTrace"/>; one that is there already stays.</summary>
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
