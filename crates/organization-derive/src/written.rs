//! `#[derive(Written)]`: a struct or enum says how it is written as JSON, from what serde was told about it and from its documentation.
//!
//! It reads `rename_all = "kebab-case"`, `transparent` and `default`, which are all that these types use. Structs and the variants of enums are closed: what
//! the schema does not name is not taken.

use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, Result, Variant};

use crate::{doc_of, is_type, kebab};

pub(crate) fn expand(item: &DeriveInput) -> Result<Tokens> {
    let name = &item.ident;
    let said = doc_of(&item.attrs);
    let body = match &item.data {
        Data::Struct(data) if has(&item.attrs, "transparent") => match data.fields.iter().next() {
            Some(Field { ty, .. }) => quote!(<#ty as crate::Written>::schema(definitions)),
            None => return Err(Error::new(name.span(), "what is transparent has one field")),
        },
        Data::Struct(data) => {
            let whole = object(&data.fields, has(&item.attrs, "default"), &said);
            named(&name.to_string(), &whole)
        }
        Data::Enum(data) => named(&name.to_string(), &one_of(data.variants.iter(), &item.attrs, &said)),
        Data::Union(_) => return Err(Error::new(name.span(), "a union has no JSON")),
    };
    Ok(quote! {
        impl crate::Written for #name {
            fn schema(definitions: &mut crate::written::Definitions) -> serde_json::Value {
                #body
            }
        }
    })
}

fn named(name: &str, schema: &Tokens) -> Tokens {
    quote!(definitions.named(#name, |definitions| #schema))
}

fn object(fields: &Fields, all_optional: bool, said: &str) -> Tokens {
    let members = fields.iter().map(|field| {
        let key = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let (ty, doc) = (&field.ty, doc_of(&field.attrs));
        let required = !(all_optional || is_type(ty, "Option") || has(&field.attrs, "default"));
        quote!(crate::written::Member { name: #key, about: #doc, required: #required, schema: <#ty as crate::Written>::schema(definitions) })
    });
    quote!({ let members = vec![#(#members),*]; crate::written::object(#said, members) })
}

/// Variants without fields are strings, the others objects with one member, as serde writes them.
fn one_of<'a>(variants: impl Iterator<Item = &'a Variant>, attributes: &[Attribute], said: &str) -> Tokens {
    let kebab_case = has(attributes, "rename_all");
    let (mut words, mut objects) = (Vec::new(), Vec::new());
    for variant in variants {
        let name = variant.ident.to_string();
        let name = if kebab_case { kebab(&name) } else { name };
        let doc = doc_of(&variant.attrs);
        match &variant.fields {
            Fields::Unit => words.push(quote!((#name, #doc))),
            Fields::Unnamed(fields) => {
                let ty = fields.unnamed.iter().next().map(|field| &field.ty);
                objects.push(quote!((#name, #doc, <#ty as crate::Written>::schema(definitions))));
            }
            Fields::Named(_) => {
                let inner = object(&variant.fields, false, &doc);
                objects.push(quote!((#name, #doc, #inner)));
            }
        }
    }
    quote!({ let objects = vec![#(#objects),*]; crate::written::one_of(#said, &[#(#words),*], objects) })
}

/// Whether serde was told this word: of the whole, or of a field.
fn has(attributes: &[Attribute], word: &str) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde")).any(|attribute| {
        let mut found = false;
        // What serde itself does not understand is its to say.
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident(word);
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
        found
    })
}
