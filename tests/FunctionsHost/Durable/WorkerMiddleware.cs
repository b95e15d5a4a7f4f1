using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using DurableTeams.FunctionsHost.Protocol;
using DurableTeams.FunctionsHost.Workers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using P = Microsoft.DurableTask.Protobuf;

namespace DurableTeams.FunctionsHost.Durable;

/// <summary>Has the worker do what the engine would do in this process: a turn of an orchestration, an activity.</summary>
internal sealed class WorkerMiddleware(Invoker invoker, IReadOnlyList<FunctionDescription> functions, CancellationToken stopping)
{
    private static readonly KeyValuePair<string, string>[] Nothing = [];

    /// <summary>A turn of an orchestration.</summary>
    /// <exception cref="SessionAbortedException">There was no worker to its end; the engine tries again.</exception>
    public async Task OrchestrateAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var state = context.GetProperty<OrchestrationRuntimeState>();
        if (Find(state.Name, "orchestrationTrigger") is not { } function)
        {
            context.SetProperty(OrchestratorExecutionResult.ForFailure(
                $"The orchestrator function '{state.Name}' was not found.", (string?)null));
            return;
        }

        var request = new P.OrchestratorRequest { InstanceId = state.OrchestrationInstance?.InstanceId ?? "" };
        request.PastEvents.AddRange(state.PastEvents.Select(ProtobufUtils.ToHistoryEventProto));
        request.NewEvents.AddRange(state.NewEvents.Select(ProtobufUtils.ToHistoryEventProto));
        request.Properties["IncludeState"] = Value.ForBool(true);
        request.Properties["IsExtendedSession"] = Value.ForBool(false);
        request.Properties["ExtendedSessionIdleTimeoutInSeconds"] = Value.ForNumber(0);
        request.Properties["HttpDefaultAsyncRequestSleepTimeMilliseconds"] = Value.ForNumber(30_000);
        context.SetProperty(await AnswerAsync(function, request, state));
    }

    /// <summary>An activity.</summary>
    /// <exception cref="SessionAbortedException">The host is stopping, or has no worker; the engine tries again.</exception>
    public async Task ActAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var scheduled = context.GetProperty<TaskScheduledEvent>();
        var instance = context.GetProperty<OrchestrationInstance>();
        context.SetProperty(new ActivityExecutionResult { ResponseEvent = await AnswerAsync(scheduled, instance) });
    }

    private async Task<OrchestratorExecutionResult> AnswerAsync(
        FunctionDescription function, P.OrchestratorRequest request, OrchestrationRuntimeState state)
    {
        try
        {
            var data = new TypedData { String = Convert.ToBase64String(request.ToByteArray()) };
            var answer = await InvokeAsync(function, data, Nothing, state.ExecutionStartedEvent?.ParentTraceContext?.TraceParent);
            if (answer.Result.Status != StatusResult.Types.Status.Success)
            {
                stopping.ThrowIfCancellationRequested();
                return OrchestratorExecutionResult.ForFailure(
                    $"Function '{function.Name}' failed with an unhandled exception.", answer.Result.Exception?.Message);
            }

            var response = P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer.ReturnValue.String));
            return new OrchestratorExecutionResult
            {
                Actions = [.. response.Actions.Select(ProtobufUtils.ToOrchestratorAction)],
                CustomStatus = response.CustomStatus,
            };
        }
        catch (Exception exception) when (exception is WorkerGoneException or OperationCanceledException)
        {
            throw new SessionAbortedException(exception.Message);
        }
    }

    private async Task<HistoryEvent> AnswerAsync(TaskScheduledEvent scheduled, OrchestrationInstance instance)
    {
        if (Find(scheduled.Name, "activityTrigger") is not { } function)
            return new TaskFailedEvent(-1, scheduled.EventId, $"The activity function '{scheduled.Name}' was not found.", null);
        try
        {
            var data = new TypedData { String = Input(scheduled.Input) };
            KeyValuePair<string, string>[] metadata = [new("instanceId", instance.InstanceId)];
            var answer = await InvokeAsync(function, data, metadata, scheduled.ParentTraceContext?.TraceParent);
            if (answer.Result.Status == StatusResult.Types.Status.Success)
                return new TaskCompletedEvent(-1, scheduled.EventId, AsJson(answer.ReturnValue));
            stopping.ThrowIfCancellationRequested();
            return Failed(function, scheduled, WorkerFailure.Of(answer.Result.Exception));
        }
        catch (WorkerGoneException gone) when (!stopping.IsCancellationRequested && !NotReady(gone))
        {
            return Failed(function, scheduled, WorkerFailure.Of(gone, function.Name));
        }
        catch (Exception exception) when (exception is WorkerGoneException or OperationCanceledException)
        {
            throw new SessionAbortedException(exception.Message);
        }
    }

    private static bool NotReady(WorkerGoneException gone) => gone.Message.StartsWith("Did not find", StringComparison.Ordinal);

    private static TaskFailedEvent Failed(FunctionDescription function, TaskScheduledEvent scheduled, FailureDetails details) =>
        new(-1, scheduled.EventId, $"Function '{function.Name}' failed with an unhandled exception.", null, details);

    private Task<InvocationResponse> InvokeAsync(
        FunctionDescription function, TypedData data, IEnumerable<KeyValuePair<string, string>> metadata, string? parent) =>
        invoker.InvokeAsync(function, Guid.NewGuid().ToString(), data, metadata, parent, stopping);

    private FunctionDescription? Find(string? name, string trigger) =>
        functions.FirstOrDefault(function => function.Is(trigger)
            && function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // The SDK's inputs are arrays of one.
    private static string Input(string? array)
    {
        using var items = JsonDocument.Parse(array ?? "[null]");
        return items.RootElement[0].GetRawText();
    }

    private static string? AsJson(TypedData? value) => value?.DataCase switch
    {
        TypedData.DataOneofCase.Json => value.Json,
        TypedData.DataOneofCase.String => JsonSerializer.Serialize(value.String),
        TypedData.DataOneofCase.Int => JsonSerializer.Serialize(value.Int),
        TypedData.DataOneofCase.Double => JsonSerializer.Serialize(value.Double),
        _ => null,
    };
}
