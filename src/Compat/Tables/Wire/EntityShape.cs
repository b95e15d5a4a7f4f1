using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.Serialization;

namespace Azure.Data.Tables;

/// <summary>The stored properties of an entity class of the caller's own.</summary>
internal sealed class EntityShape
{
    private static readonly ConcurrentDictionary<Type, EntityShape> Shapes = new();
    private readonly (string Name, PropertyInfo Property)[] _properties;

    private EntityShape(Type type) => _properties =
    [
        .. from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
           where property is { CanRead: true, CanWrite: true } && property.GetIndexParameters().Length == 0
           where !property.IsDefined(typeof(IgnoreDataMemberAttribute))
           let name = property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name
           select (property.Name == nameof(ITableEntity.ETag) ? EntityNames.ETag : name, property),
    ];

    public static EntityShape Of(Type type) => Shapes.GetOrAdd(type, key => new(key));

    public IEnumerable<KeyValuePair<string, object?>> Read(object entity) =>
        _properties.Select(each => KeyValuePair.Create(each.Name, each.Property.GetValue(entity)));

    public T Create<T>(IReadOnlyDictionary<string, object?> values)
    {
        var entity = Activator.CreateInstance<T>()!;
        foreach (var (name, property) in _properties)
        {
            if (values.TryGetValue(name, out var value) && value is not null)
                property.SetValue(entity, Convert(value, property.PropertyType));
        }

        return entity;
    }

    private static object Convert(object value, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return value switch
        {
            _ when type.IsInstanceOfType(value) => value,
            string tag when type == typeof(ETag) => new ETag(tag),
            string member when type.IsEnum => Enum.Parse(type, member),
            DateTimeOffset moment when type == typeof(DateTime) => moment.UtcDateTime,
            byte[] bytes when type == typeof(BinaryData) => BinaryData.FromBytes(bytes),
            _ => System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
        };
    }
}
