//! The macros behind commands and records, and nothing else.
//!
//! `#[command(function = Plan, adds = Task)]` turns a plain struct of fields into a command: it derives the serialization (an absent optional field keeps
//! what is there), says which function the command exercises, and, for the three plain shapes *adds*, *changes* and *removes*, writes the decision. A command
//! whose decision is more than that implements `Decide` by hand. A field marked `#[imports]` may be given only when a file is brought in: a state, say, that
//! people reach by steps. `prepare = path` names a function that completes the new record from the value, `when = path` one that refuses a change or removal
//! by what the record is.
//!
//! `#[record]` turns a plain struct of fields into a record: it adds identity, reference number, external keys and revision, and leaves fields that hold
//! their default out of the stored body.
//!
//! `#[derive(Written)]` says how the values of a type are written as JSON ([`mod@written`]).

mod written;

use proc_macro::TokenStream;
use proc_macro2::{Span, TokenStream as Tokens};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, ExprLit, Field, Fields, Ident, ItemStruct, Lit, LitChar, LitStr, Meta, Path, Result, Token, Type};

/// The arguments of `#[command(…)]`.
#[derive(Default)]
struct CommandArguments {
    function: Option<Ident>,
    function_of: Option<Path>,
    adds: Option<Ident>,
    changes: Option<Ident>,
    removes: Option<Ident>,
    prepare: Option<Path>,
    when: Option<Path>,
}

impl Parse for CommandArguments {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut arguments = CommandArguments::default();
        while !input.is_empty() {
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            match key.to_string().as_str() {
                "function" => arguments.function = Some(input.parse()?),
                "function_of" => arguments.function_of = Some(input.parse()?),
                "adds" => arguments.adds = Some(input.parse()?),
                "changes" => arguments.changes = Some(input.parse()?),
                "removes" => arguments.removes = Some(input.parse()?),
                "prepare" => arguments.prepare = Some(input.parse()?),
                "when" => arguments.when = Some(input.parse()?),
                other => return Err(Error::new(key.span(), format!("a command knows no `{other}`"))),
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

/// Makes a struct a command. See the crate's chapter.
#[proc_macro_attribute]
pub fn command(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let arguments = syn::parse_macro_input!(arguments as CommandArguments);
    let item = syn::parse_macro_input!(item as ItemStruct);
    expand_command(&arguments, item).unwrap_or_else(Error::into_compile_error).into()
}

fn expand_command(arguments: &CommandArguments, mut item: ItemStruct) -> Result<Tokens> {
    let name = item.ident.clone();
    let fields = named_fields(&mut item)?;
    if arguments.adds.is_some() {
        fields.push(syn::parse_quote! {
            /// The number of its reference, where it brings one along; left out, it gets the next.
            pub number: Option<u32>
        });
        fields.push(syn::parse_quote! {
            /// Keys under which other systems know this record.
            pub keys: crate::Keys
        });
    }
    if arguments.changes.is_some() {
        fields.push(syn::parse_quote! {
            /// Keys under which other systems know this record; replaces all that were there.
            pub keys: crate::Set<crate::Keys>
        });
    }
    let mut abouts = Vec::new();
    let mut guards = Vec::new();
    for field in fields.iter_mut() {
        if let Some(at) = field.attrs.iter().position(|attribute| attribute.path().is_ident("imports")) {
            field.attrs.remove(at);
            let (ident, said) = (field.ident.clone(), field_name(field));
            guards.push(quote! {
                if !act.imported && !crate::record::is_default(&self.#ident) {
                    return Err(crate::Refusal::OnlyImported { field: #said.to_owned() });
                }
            });
        }
        let optional = ["Set", "Option", "Vec", "Keys", "bool"].iter().any(|known| is_type(&field.ty, known));
        if optional {
            field.attrs.push(syn::parse_quote!(#[serde(default, skip_serializing_if = "crate::record::is_default")]));
        }
        let (field_name, doc, ty) = (field_name(field), doc_of(&field.attrs), type_name(&field.ty));
        let written = &field.ty;
        abouts.push(quote!(crate::FieldAbout {
            name: #field_name,
            about: #doc,
            kind: #ty,
            required: !#optional,
            schema: <#written as crate::Written>::schema
        }));
    }
    let kind = kebab(&name.to_string());
    let about = doc_of(&item.attrs);
    let function = match (&arguments.function, &arguments.function_of) {
        (Some(function), None) => quote!(crate::Function::#function),
        (None, Some(path)) => quote!(#path(self, organization)),
        _ => return Err(Error::new(name.span(), "a command exercises one function: `function = …` or `function_of = …`")),
    };
    let listed = match &arguments.function {
        Some(function) => quote!(Some(crate::Function::#function)),
        None => quote!(None),
    };
    let decide = decision(arguments, &item, &guards)?;
    Ok(quote! {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #item

        impl crate::CommandAbout for #name {
            const KIND: &'static str = #kind;
            const ABOUT: &'static str = #about;
            const FUNCTION: Option<crate::Function> = #listed;
            const FIELDS: &'static [crate::FieldAbout] = &[#(#abouts),*];
            fn function(&self, organization: &crate::Organization) -> crate::Function {
                let _ = organization;
                #function
            }
        }

        #decide
    })
}

/// Writes the decision of the plain shapes.
fn decision(arguments: &CommandArguments, item: &ItemStruct, guards: &[Tokens]) -> Result<Tokens> {
    let name = &item.ident;
    let fields: Vec<&Ident> = item.fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    let first = *fields.first().ok_or_else(|| Error::new(name.span(), "a command has at least one field"))?;
    let rest = &fields[1..];
    let when = arguments.when.as_ref().map(|when| quote!(#when(before, organization, act)?;));
    let body = if let Some(record) = &arguments.adds {
        let prepare = arguments.prepare.as_ref().map(|prepare| quote!(let record = #prepare(self, record, organization);));
        quote! {
            let record = #record { #(#fields: crate::command::Fill::fill(self.#fields.clone()),)* ..Default::default() };
            #prepare
            organization.add(record, act)
        }
    } else if arguments.changes.is_some() {
        quote! {
            let before = organization.get(self.#first)?;
            #when
            let mut after = (**before).clone();
            #(self.#rest.apply(&mut after.#rest);)*
            organization.change(before, after, act)
        }
    } else if arguments.removes.is_some() {
        quote! {
            let before = organization.get(self.#first)?;
            #when
            organization.remove(before.id, act)
        }
    } else {
        return Ok(Tokens::new());
    };
    Ok(quote! {
        impl crate::Decide for #name {
            fn decide(&self, organization: &crate::Organization, act: &crate::Act) -> Result<crate::Changes, crate::Refusal> {
                #(#guards)*
                #body
            }
        }
    })
}

/// Makes a struct a record. `#[record]` or `#[record(reference = 'T')]`; see the crate's chapter.
#[proc_macro_attribute]
pub fn record(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let metas = syn::parse_macro_input!(arguments with Punctuated::<Meta, Token![,]>::parse_terminated);
    let item = syn::parse_macro_input!(item as ItemStruct);
    expand_record(&metas, item).unwrap_or_else(Error::into_compile_error).into()
}

fn expand_record(metas: &Punctuated<Meta, Token![,]>, mut item: ItemStruct) -> Result<Tokens> {
    let letter = metas.iter().find_map(reference_letter);
    let name = item.ident.clone();
    let id = Ident::new(&format!("{name}Id"), Span::call_site());
    let fields = named_fields(&mut item)?;
    fields.insert(
        0,
        syn::parse_quote! {
            /// Its identity.
            pub id: #id
        },
    );
    fields.push(syn::parse_quote! {
        /// The number of its reference, such as 12 in G-12; 0 where records of this kind have none.
        pub number: u32
    });
    fields.push(syn::parse_quote! {
        /// Keys under which other systems know it.
        pub keys: crate::Keys
    });
    fields.push(syn::parse_quote! {
        /// The position of the journal entry that last changed it.
        pub revision: u64
    });
    for field in fields.iter_mut() {
        field.attrs.push(syn::parse_quote!(#[serde(skip_serializing_if = "crate::record::is_default")]));
    }
    let letter = letter.map_or_else(|| quote!(None), |letter| quote!(Some(#letter)));
    let about = doc_of(&item.attrs);
    let abouts: Vec<Tokens> = item
        .fields
        .iter()
        .map(|field| {
            let (field_name, doc, ty) = (field_name(field), doc_of(&field.attrs), type_name(&field.ty));
            let written = &field.ty;
            quote!(crate::FieldAbout {
                name: #field_name,
                about: #doc,
                kind: #ty,
                required: false,
                schema: <#written as crate::Written>::schema
            })
        })
        .collect();
    Ok(quote! {
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        #item

        impl crate::Record for #name {
            type Id = #id;
            const KIND: crate::Kind = crate::Kind::#name;
            const LETTER: Option<char> = #letter;
            const ABOUT: &'static str = #about;
            const FIELDS: &'static [crate::FieldAbout] = &[#(#abouts),*];
            fn id(&self) -> #id { self.id }
            fn number(&self) -> u32 { self.number }
            fn set_number(&mut self, number: u32) { self.number = number; }
            fn keys(&self) -> &crate::Keys { &self.keys }
            fn revision(&self) -> u64 { self.revision }
            fn set_revision(&mut self, revision: u64) { self.revision = revision; }
        }
    })
}

/// Says how a type is written as JSON, from its serde attributes and its documentation.
#[proc_macro_derive(Written)]
pub fn written(item: TokenStream) -> TokenStream {
    let item = syn::parse_macro_input!(item as syn::DeriveInput);
    written::expand(&item).unwrap_or_else(Error::into_compile_error).into()
}

fn reference_letter(meta: &Meta) -> Option<LitChar> {
    let Meta::NameValue(pair) = meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Char(letter), .. }) = &pair.value else { return None };
    pair.path.is_ident("reference").then(|| letter.clone())
}

fn named_fields(item: &mut ItemStruct) -> Result<&mut Punctuated<Field, Token![,]>> {
    match &mut item.fields {
        Fields::Named(named) => Ok(&mut named.named),
        Fields::Unnamed(_) | Fields::Unit => Err(Error::new(item.ident.span(), "named fields are needed here")),
    }
}

fn field_name(field: &Field) -> LitStr {
    LitStr::new(&field.ident.as_ref().map(ToString::to_string).unwrap_or_default(), Span::call_site())
}

fn is_type(ty: &Type, known: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == known))
}

fn type_name(ty: &Type) -> String {
    quote!(#ty).to_string().replace(' ', "").replace("crate::", "")
}

/// The doc comment as one text, lines joined by a blank, paragraphs kept.
fn doc_of(attributes: &[syn::Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &pair.value else { continue };
        let line = line.value();
        let line = line.trim();
        match (line.is_empty(), text.is_empty() || text.ends_with('\n')) {
            (true, _) => text.push_str("\n\n"),
            (false, true) => text.push_str(line),
            (false, false) => {
                text.push(' ');
                text.push_str(line);
            }
        }
    }
    text.trim().to_owned()
}

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
