using System.Linq.Expressions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Makes orchestrators and activities of functions.</summary>
internal static class DurableFunctions
{
    private static readonly ParameterExpression Instances = Expression.Parameter(typeof(FunctionInstances));
    private static readonly ParameterExpression Input = Expression.Parameter(typeof(object));

    /// <summary>The functions as a registry of tasks.</summary>
    public static DurableTaskRegistry Register(FunctionCatalog functions, FunctionInstances instances)
    {
        var registry = new DurableTaskRegistry();
        foreach (var function in functions.Orchestrations)
        {
            var (run, input) = Compile<TaskOrchestrationContext>(function);
            var orchestrator = new Orchestrator(
                input, FunctionResults.TypeOf(function.Method), (context, value) => run(instances, context, value));
            registry.AddOrchestrator(function.Name, () => orchestrator);
        }

        foreach (var function in functions.Activities)
        {
            var (run, input) = Compile<TaskActivityContext>(function);
            registry.AddActivity(
                function.Name,
                new Activity(input, FunctionResults.TypeOf(function.Method), (context, value) => run(instances, context, value)));
        }

        return registry;
    }

    /// <summary>A parameter takes the context by its type; any other takes the input.</summary>
    private static (Func<FunctionInstances, TContext, object?, Task<object?>> Run, Type Input) Compile<TContext>(DurableFunction function)
    {
        var context = Expression.Parameter(typeof(TContext));
        var inputType = typeof(object);
        List<Expression> arguments = [];
        foreach (var parameter in function.Method.GetParameters())
        {
            if (parameter.ParameterType == typeof(TContext)) arguments.Add(context);
            else if (parameter.ParameterType == typeof(DurableTaskClient)) arguments.Add(Expression.Property(Instances, nameof(FunctionInstances.Client)));
            else if (parameter.ParameterType == typeof(CancellationToken)) arguments.Add(Expression.Default(typeof(CancellationToken)));
            else if (inputType == typeof(object))
            {
                inputType = parameter.ParameterType;
                arguments.Add(Expression.Convert(Input, inputType));
            }
            else throw new FunctionParameterException(function.Method, $"this host has nothing to give to the parameter '{parameter.Name}'.");
        }

        var call = Expression.Call(InstanceOf(function.Method.DeclaringType!, function.Method.IsStatic, Instances), function.Method, arguments);
        var body = FunctionResults.AsTask(function.Method, call);
        return (Expression.Lambda<Func<FunctionInstances, TContext, object?, Task<object?>>>(body, Instances, context, Input).Compile(), inputType);
    }

    /// <summary>The instance that a method is called on, or null for a static one.</summary>
    internal static Expression? InstanceOf(Type type, bool isStatic, Expression instances) => isStatic
        ? null
        : Expression.Convert(Expression.Call(instances, nameof(FunctionInstances.Get), null, Expression.Constant(type)), type);

    private sealed class Orchestrator(Type input, Type output, Func<TaskOrchestrationContext, object?, Task<object?>> run) : ITaskOrchestrator
    {
        public Type InputType { get; } = input;

        public Type OutputType { get; } = output;

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) => run(context, input);
    }

    private sealed class Activity(Type input, Type output, Func<TaskActivityContext, object?, Task<object?>> run) : ITaskActivity
    {
        public Type InputType { get; } = input;

        public Type OutputType { get; } = output;

        public Task<object?> RunAsync(TaskActivityContext context, object? input) => run(context, input);
    }
}
