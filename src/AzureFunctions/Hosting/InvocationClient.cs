using System.Collections.ObjectModel;
using System.Reflection;
using DurableTeams.Runs.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Functions.Hosting;

/// <summary>
/// Takes the host's durable client (<see cref="EngineClient"/>) with each invocation: activities raise events with it, and the
/// app's own functions use <see cref="IDurableTeams"/>. Neither has a parameter that asks for it, so each description asks the
/// host for the client, and it is taken here.
/// </summary>
internal sealed class InvocationClient(IServiceProvider services, EngineClient engine)
    : IFunctionMetadataTransformer, IFunctionsWorkerMiddleware
{
    private const string BindingName = "durableTeamsClient";
    private const string Binding =
        $$"""{ "name": "{{BindingName}}", "type": "durableClient", "direction": "In", "properties": { } }""";

    private static readonly string Package = Path.GetFileName(typeof(InvocationClient).Assembly.Location);

    // What reads the host's words wherever a parameter asks for the client.
    private readonly IInputConverter _converter = (IInputConverter)ActivatorUtilities.CreateInstance(
        services, typeof(DurableClientAttribute).GetCustomAttribute<InputConverterAttribute>()!.ConverterType);

    public string Name => nameof(InvocationClient);

    public void Transform(IList<IFunctionMetadata> original)
    {
        foreach (var function in original)
        {
            // The package's own triggers have a parameter for it. Orchestrators and entities may bind nothing more.
            if (function.RawBindings is { } bindings && function.ScriptFile != Package && !bindings.Any(IsReplayed))
                bindings.Add(Binding);
        }
    }

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.FunctionDefinition.InputBindings.TryGetValue(BindingName, out var binding))
        {
            var sent = await context.BindInputAsync<string>(binding).ConfigureAwait(false);
            var read = await _converter.ConvertAsync(new ClientPayload(sent.Value, context)).ConfigureAwait(false);
            if (read is not { Status: ConversionStatus.Succeeded, Value: DurableTaskClient client })
                throw new InvalidOperationException(
                    $"The host sent no durable client with '{context.FunctionDefinition.Name}'.", read.Error);
            engine.Use(client);
        }

        await next(context).ConfigureAwait(false);
    }

    private static bool IsReplayed(string binding) =>
        binding.Contains("\"orchestrationTrigger\"", StringComparison.OrdinalIgnoreCase)
        || binding.Contains("\"entityTrigger\"", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the host sent for the client, as the converter wants it.</summary>
    private sealed class ClientPayload(string? payload, FunctionContext context) : ConverterContext
    {
        public override Type TargetType => typeof(DurableTaskClient);

        public override object? Source => payload;

        public override FunctionContext FunctionContext => context;

        public override IReadOnlyDictionary<string, object> Properties => ReadOnlyDictionary<string, object>.Empty;
    }
}
