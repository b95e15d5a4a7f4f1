using System.IO.Pipelines;
using DurableTeams.Http.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DurableTeams;

/// <summary>Problem details for what a web server answers by itself, for programs whose server has no other answers.</summary>
public static class ServerExtensions
{
    /// <summary>
    /// Answers unknown addresses, wrong methods and failures with problem details (RFC 9457). To be called before routing.
    /// </summary>
    public static IApplicationBuilder UseProblemDetails(this IApplicationBuilder app) => app.UseMiddleware<ProblemPages>();

    /// <summary>Gives problem details to the requests that the server refuses before they reach the program.</summary>
    public static void UseProblemDetails(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.Use(next => connection =>
        {
            connection.Transport = new Transport(connection.Transport.Input, new RefusalWriter(connection.Transport.Output));
            return next(connection);
        });
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
