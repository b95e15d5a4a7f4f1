using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Invokes a function with an HTTP trigger; its parameters are bound by attribute, type and name.</summary>
internal static class HttpInvoker
{
    private static readonly ParameterExpression Instances = Expression.Parameter(typeof(FunctionInstances));
    private static readonly ParameterExpression Context = Expression.Parameter(typeof(HttpContext));
    private static readonly ParameterExpression Client = Expression.Parameter(typeof(DurableTaskClient));

    /// <summary>The compiled call.</summary>
    public static Func<FunctionInstances, HttpContext, DurableTaskClient, Task<object?>> Compile(HttpFunction function)
    {
        var method = function.Method;
        if (!typeof(IResult).IsAssignableFrom(FunctionResults.TypeOf(method)))
            throw new FunctionParameterException(method, "a function with an HTTP trigger returns an IResult or a task of one.");
        var route = RoutePatternFactory.Parse(function.Route);
        var arguments = method.GetParameters().Select(parameter => Bind(method, parameter, route));
        var call = Expression.Call(InstanceOf(method.DeclaringType!, method.IsStatic), method, arguments);
        return Expression.Lambda<Func<FunctionInstances, HttpContext, DurableTaskClient, Task<object?>>>(
            FunctionResults.AsTask(method, call), Instances, Context, Client).Compile();
    }

    private static Expression Bind(MethodInfo method, ParameterInfo parameter, RoutePattern route)
    {
        var type = parameter.ParameterType;
        if (type == typeof(HttpRequest)) return Expression.Property(Context, nameof(HttpContext.Request));
        if (type == typeof(HttpContext)) return Context;
        if (type == typeof(CancellationToken)) return Expression.Property(Context, nameof(HttpContext.RequestAborted));
        if (type == typeof(DurableTaskClient) && parameter.IsDefined(typeof(DurableClientAttribute))) return Client;
        if (type == typeof(string) && route.GetParameter(parameter.Name!) is not null)
            return Expression.Call(typeof(HttpInvoker), nameof(RouteValue), null, Context, Expression.Constant(parameter.Name));
        throw new FunctionParameterException(method, $"this host has nothing to give to the parameter '{parameter.Name}'.");
    }

    private static UnaryExpression? InstanceOf(Type type, bool isStatic) => isStatic
        ? null
        : Expression.Convert(Expression.Call(Instances, nameof(FunctionInstances.Get), null, Expression.Constant(type)), type);

    private static string RouteValue(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";
}
