using System.Diagnostics;
using DurableTeams.FunctionsHost.Protocol;

namespace DurableTeams.FunctionsHost.Workers;

/// <summary>Invokes functions at the worker that is there.</summary>
internal sealed class Invoker(Supervisor supervisor)
{
    private static readonly ActivitySource Source = new("Host");

    /// <summary>Where the worker's durable clients call.</summary>
    public string ClientBinding { get; set; } = "";

    /// <summary>Invokes one with its trigger's data.</summary>
    /// <exception cref="WorkerGoneException">There is no worker, or it ended.</exception>
    public async Task<InvocationResponse> InvokeAsync(
        FunctionDescription function, string invocationId, TypedData trigger, IEnumerable<KeyValuePair<string, string>> metadata,
        string? parent,
        CancellationToken cancellationToken)
    {
        using var activity = StartActivity(function.Name, parent);
        var request = new InvocationRequest
        {
            InvocationId = invocationId,
            FunctionId = function.Id,
            TraceContext = new RpcTraceContext
            {
                TraceParent = activity?.Id ?? "",
                TraceState = activity?.TraceStateString ?? ""
            },
        };
        request.InputData.Add(new ParameterBinding { Name = function.TriggerName, Data = trigger });
        foreach (var client in function.Clients)
            request.InputData.Add(new ParameterBinding { Name = client, Data = new TypedData { String = ClientBinding } });
        foreach (var (name, value) in metadata) request.TriggerMetadata[name] = new TypedData { String = value };
        return await supervisor.Ready.Channel.InvokeAsync(request, cancellationToken);
    }

    // The host's own span of the invocation, in the trace of whoever asked.
    private static Activity? StartActivity(string name, string? parent)
    {
        var known = ActivityContext.TryParse(parent, null, isRemote: true, out var context);
        Activity.Current = null;
        return Source.StartActivity(name, ActivityKind.Server, known ? context : default);
    }
}
