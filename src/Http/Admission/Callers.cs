using DurableTeams.Definitions;
using DurableTeams.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Admission;

/// <summary>Who may call, where the host in front did not say so: see <see cref="Admit"/>.</summary>
internal sealed class Callers(IServiceProvider services)
{
    /// <summary>The variable with the key.</summary>
    public const string KeyVariable = "DURABLETEAMS_KEY";

    private readonly FunctionKey _key = KeyOf(services);

    /// <summary>
    /// What is known of a call. With a key, whoever has it is admitted. Without one, the program's own authorization decides
    /// where it is asked for, and else only this machine is served at all.
    /// </summary>
    /// <param name="context">The request, routed to its endpoint.</param>
    /// <param name="refused">Whether the request is refused, even where the endpoint is open to everyone.</param>
    public CallContext Admit(HttpContext context, out bool refused)
    {
        var authorized = context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;
        refused = _key.IsNone && !authorized && !LocalOnly.IsLocal(context);
        context.Features.Set(new AskedKey(_key.IsNone ? [] : [AskedKey.Header, AskedKey.Bearer]));
        var trace = context.Request.Headers.TraceParent.ToString();
        return new CallContext(
            authorized || _key.Admits(context.Request), trace.Length > 0 ? trace : null, Client());
    }

    private DurableTaskClient? Client() => services.GetRequiredService<ITeamEngine>().Client;

    /// <summary>The key of a program: what it set, else the variable's.</summary>
    public static FunctionKey KeyOf(IServiceProvider services) => services.GetService<FunctionKey>()
        ?? new FunctionKey(services.GetRequiredService<IDefinitionEnvironment>().Get(KeyVariable) is { Length: > 0 } key
            ? key
            : null);
}
