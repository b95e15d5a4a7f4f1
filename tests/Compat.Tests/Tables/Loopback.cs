using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Compat.Tests.Tables;

/// <summary>A server that answers as told, one answer after the other, and remembers what it was asked.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private readonly ConcurrentQueue<Answer> _answers;
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly WebApplication _app;

    private Loopback(IEnumerable<Answer> answers, bool secure)
    {
        _answers = new(answers);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (secure) listen.UseHttps(Certificate());
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public IReadOnlyList<Request> Requests => [.. _requests];

    public Uri Endpoint => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<Loopback> StartAsync(bool secure, params Answer[] answers)
    {
        var loopback = new Loopback(answers, secure);
        await loopback._app.StartAsync();
        return loopback;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var target = context.Request.Path + context.Request.QueryString.Value;
        _requests.Enqueue(new(context.Request.Method, target, headers, await body.ReadToEndAsync()));

        var answer = _answers.TryDequeue(out var next) ? next : new Answer(500);
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        if (answer.Body.Length > 0) await context.Response.WriteAsync(answer.Body);
    }

    public sealed record Request(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

    public sealed record Answer(int Status, string Body = "", params (string Name, string Value)[] Headers);
}
