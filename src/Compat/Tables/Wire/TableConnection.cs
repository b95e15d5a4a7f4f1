using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>A table service and the pipeline to it: retries, request ids, redacted logs and errors are Azure.Core's.</summary>
internal sealed class TableConnection
{
    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    public TableConnection(Uri endpoint, string accountName, HttpPipelinePolicy authentication, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options ??= new TableClientOptions();
        Endpoint = endpoint;
        AccountName = accountName;
        _version = options.Version;
        _pipeline = HttpPipelineBuilder.Build(new HttpPipelineOptions(options)
        {
            PerRetryPolicies = { authentication },
            RequestFailedDetailsParser = new TableErrorParser(),
        });
    }

    public Uri Endpoint { get; }

    public string AccountName { get; }

    public static TableConnection Open(string connectionString, TableClientOptions? options)
    {
        var (endpoint, account, authentication) = TableConnectionString.Parse(connectionString);
        return new(endpoint, account, authentication, options);
    }

    public static TableConnection Open(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, credential.AccountName, new SharedKeyPolicy(credential), options);
    }

    public static TableConnection Open(Uri endpoint, TokenCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        if (endpoint.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException("Cannot use TokenCredential without HTTPS.", nameof(endpoint));
        var policy = new BearerTokenAuthenticationPolicy(credential, "https://storage.azure.com/.default");
        return new(endpoint, TableAddress.AccountOf(endpoint), policy, options);
    }

    /// <summary>Sends, and fails for a status from 400 that is not <paramref name="accepted"/>.</summary>
    public async Task<Response> SendAsync(TableRequest request, CancellationToken cancellationToken, int accepted = 0)
    {
        using var message = Message(request);
        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        var failed = message.Response.IsError && message.Response.Status != accepted;
        return failed ? throw new RequestFailedException(message.Response) : message.Response;
    }

    public async Task<Response> SendBatchAsync(BatchContent batch, CancellationToken cancellationToken)
    {
        using var message = Message(new TableRequest(RequestMethod.Post, "$batch") { Body = batch.Write(Endpoint) });
        message.Request.Headers.SetValue("Content-Type", batch.ContentType);
        message.Request.Headers.Remove("Prefer");
        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response.IsError ? throw new RequestFailedException(message.Response) : message.Response;
    }

    private HttpMessage Message(TableRequest request)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = request.Method;
        message.Request.Uri.Reset(TableAddress.Combine(Endpoint, request.Path));
        message.Request.Headers.SetValue("x-ms-version", _version);
        foreach (var (name, value) in request.Headers()) message.Request.Headers.SetValue(name, value);
        if (request.Body is { } body) message.Request.Content = RequestContent.Create(body);
        return message;
    }
}
